import assert from "node:assert/strict";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ChangesContext, type Hub } from "../../../ui/shared/hub.ts";
import { TrainPage } from "../../../ui/train/train-page.tsx";
import { trainStage } from "../../core/acts/train-world.ts";
import { now } from "../../core/model/train/builders.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { watchedHub } from "../hub.ts";
import { press } from "./train-world.tsx";

function Around({ hub, before }: { hub: Hub; before: number }): JSX.Element {
  const [changes, setChanges] = useState(before);
  return (
    <ChangesContext.Provider value={changes}>
      <button onClick={() => setChanges(changes + 1)}>Something was changed</button>
      <TrainPage hub={hub} place={{ view: "train", train: 7, tab: "plan" }} turnovers={() => <p />} />
    </ChangesContext.Provider>
  );
}

async function opened(before: number): Promise<{ page: Drawn; asked: readonly string[] }> {
  const { azure } = trainStage();
  const asked: string[] = [];
  const me: typeof azure.people.me = () => {
    asked.push("me");
    return azure.people.me();
  };
  const { hub } = watchedHub({}, { azure: { ...azure, people: { ...azure.people, me } }, now: () => now });
  const page = draw(<Around hub={hub} before={before} />);
  await settled();
  return { page, asked };
}

describe("a train's page that is open meanwhile", () => {
  before(openPage);
  afterEach(clear);

  it("S1-18: reads the train again when something was changed elsewhere in the hub, or the clock was found wrong", async () => {
    const { page, asked } = await opened(0);
    assert.equal(asked.length, 1);
    await press(page, "Something was changed");
    assert.equal(asked.length, 2);
  });

  it("S1-18: reads it once where something was changed before it was opened", async () => {
    const { page, asked } = await opened(3);
    assert.equal(asked.length, 1);
    await press(page, "Something was changed");
    assert.equal(asked.length, 2);
  });
});
