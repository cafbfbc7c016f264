import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { instant } from "../../../core/model/instant.ts";
import { DeployPage } from "../../../ui/deploy/deploy-page.tsx";
import { cardsOf } from "../../../ui/release/cards.ts";
import { missingIn } from "../../../ui/release/question.ts";
import { QuestionView } from "../../../ui/release/question-view.tsx";
import { noRight, now, organisation, type Parts, release } from "../../core/acts/sample-organisation.ts";
import { entryWith } from "../../core/model/entries.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";

const freeze = entryWith({ from: now, to: instant(now + 3_600_000) });
const frozen: NonNullable<Parts["documents"]> = {
  list: (collection) =>
    Promise.resolve(collection.startsWith("calendar-") ? [{ id: freeze.id, etag: 1, value: freeze }] : []),
};

/** Ticks or unticks a box. */
function tick(page: Drawn, name: string): void {
  act(() => page.one("input[type=checkbox]", name).click());
}

describe("a stage that the calendar stands against", () => {
  before(openPage);
  afterEach(clear);

  it("N17: says on its card that it is frozen and until when, and so does no other", async () => {
    const dossier = await inspectRelease("classic:57", organisation({ documents: frozen }));
    const cards = cardsOf(dossier, { gone: [], readOnly: false, now }).flat();
    assert.deepEqual(
      cards.map(({ name, stopped }) => [name, stopped]),
      [
        ["UAT", undefined],
        ["Production", { text: 'It is frozen: "Year\'s end".', until: freeze.to }],
      ],
    );
    assert.deepEqual(cards[1]?.why, cards[1]?.stopped);
  });

  it("N11: is deployed in spite of it with a tick and a reason, which carry the mark", async () => {
    const reasons: string[] = [];
    const start = (...[, , reason]: [number, string, string]): Promise<void> =>
      Promise.resolve(void reasons.push(reason));
    const { hub } = watchedHub({ documents: frozen, releases: { start } });
    const nothing = (): void => undefined;
    const over = { panel: "deploy", id: "classic:57", stage: "Production" } as const;
    const page = draw(<DeployPage hub={hub} over={over} close={nothing} started={nothing} />);
    await settled();
    assert.match(page.one(".why").textContent, /^Frozen until 2026-06-20 13:00 UTC: "Year's end"\.$/);
    tick(page, "Deploy in spite of the calendar");
    assert.equal(page.one(".why").textContent, "Give a reason first.");
    page.type("Reason", "The tills are down");
    page.type("Type PROD to confirm", "PROD");
    page.click("Deploy 2 artefacts to Production");
    await settled();
    assert.deepEqual(reasons, ["Break-glass: The tills are down"]);
  });

  it("N11: breaks no glass by a tick that is not there any more", async () => {
    const reasons: string[] = [];
    const start = (...[, , reason]: [number, string, string]): Promise<void> => {
      reasons.push(reason);
      return reasons.length === 1 ? Promise.reject(noRight()) : Promise.resolve();
    };
    let list = frozen.list;
    const documents: Parts["documents"] = { list: (collection) => list?.(collection) ?? gives([])() };
    const { hub } = watchedHub({ documents, releases: { start } });
    const nothing = (): void => undefined;
    const over = { panel: "deploy", id: "classic:57", stage: "Production" } as const;
    const page = draw(<DeployPage hub={hub} over={over} close={nothing} started={nothing} />);
    await settled();
    tick(page, "Deploy in spite of the calendar");
    page.type("Reason", "The tills are down");
    page.type("Type PROD to confirm", "PROD");
    page.click("Deploy 2 artefacts to Production");
    await settled();
    list = gives([]);
    page.click("Try again");
    await settled();
    assert.equal(page.all("input[type=checkbox]").length, 0);
    page.click("Deploy 2 artefacts to Production");
    await settled();
    assert.deepEqual(reasons, ["Break-glass: The tills are down", "The tills are down"]);
  });
});

describe("an approval that the calendar stands against", () => {
  before(openPage);
  afterEach(clear);

  it("N11: is approved with a tick and a comment, or for later, or rejected as ever", () => {
    const said = { comment: "", until: "", inSpite: false };
    const question = {
      kind: "approved",
      approval: "1",
      stage: "Production",
      stopped: "It is frozen.",
    } as const;
    const comment = "The tills are down";
    assert.deepEqual(
      [
        missingIn(question, said, now),
        missingIn(question, { ...said, inSpite: true }, now),
        missingIn(question, { ...said, inSpite: true, comment }, now),
        missingIn({ ...question, kind: "rejected" }, said, now),
      ],
      ["The calendar stands in the way.", "Say why it cannot wait.", undefined, undefined],
    );
  });

  it("N11: tells who approves it what stands against it", () => {
    const answers: unknown[] = [];
    const page = draw(
      <QuestionView
        question={{ kind: "approved", approval: "1", stage: "Production", stopped: "It is frozen." }}
        release={release}
        now={now}
        acting={{ kind: "idle" }}
        answer={(answer) => answers.push(answer)}
        close={() => undefined}
      />,
    );
    assert.match(page.text(), /It is frozen\. The task refuses it, whoever approves\./);
    tick(page, "Deploy in spite of the calendar");
    page.type("Comment: why it cannot wait", "The tills are down");
    page.click("Approve Production");
    assert.deepEqual(answers, [{ comment: "The tills are down", until: "", inSpite: true }]);
  });
});
