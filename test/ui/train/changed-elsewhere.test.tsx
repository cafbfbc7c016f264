import assert from "node:assert/strict";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ChangesContext, type Hub } from "../../../ui/shared/hub.ts";
import { TrainPage } from "../../../ui/train/train-page.tsx";
import { trainStage } from "../../core/acts/train-world.ts";
import { now } from "../../core/model/train/builders.ts";
import { clear, draw, openPage, settled } from "../dom.ts";
import { watchedHub } from "../hub.ts";
import { press } from "./train-world.tsx";

function Around({ hub }: { hub: Hub }): JSX.Element {
  const [changes, setChanges] = useState(0);
  return (
    <ChangesContext.Provider value={changes}>
      <button onClick={() => setChanges(changes + 1)}>Something was changed</button>
      <TrainPage hub={hub} place={{ view: "train", train: 7, tab: "plan" }} turnovers={() => <p />} />
    </ChangesContext.Provider>
  );
}

describe("a train's page that is open meanwhile", () => {
  before(openPage);
  afterEach(clear);

  it("S1-18: reads the train again when something was changed elsewhere in the hub, or the clock was found wrong", async () => {
    const { azure } = trainStage();
    const asked: string[] = [];
    const me: typeof azure.people.me = () => {
      asked.push("me");
      return azure.people.me();
    };
    const { hub } = watchedHub({}, { azure: { ...azure, people: { ...azure.people, me } }, now: () => now });
    const page = draw(<Around hub={hub} />);
    await settled();
    assert.equal(asked.length, 1);
    await press(page, "Something was changed");
    assert.equal(asked.length, 2);
  });
});
