import assert from "node:assert/strict";
import { type Dossier, inspectRelease } from "../../../core/acts/inspect-release.ts";
import type { Attempt, Stage, State } from "../../../core/model/stage.ts";
import { type Card, cardsOf } from "../../../ui/release/cards.ts";
import {
  attempt,
  group,
  now,
  organisation,
  type Parts,
  production,
  rita,
  uat,
} from "../../core/acts/sample-organisation.ts";
import { gives, releaseWith } from "../hub.ts";

const nothingBesides = { gone: [], readOnly: false, now };
const dossier = (parts: Parts = {}): Promise<Dossier> => inspectRelease("classic:57", organisation(parts));

async function cards(stages: readonly Stage[], kind: "classic" | "yaml"): Promise<readonly Card[]> {
  const made = await dossier();
  return cardsOf({ ...made, records: [], release: releaseWith({ stages, kind }) }, nothingBesides).flat();
}

function stageWith(stage: Stage, state: State, over: Partial<Attempt> = {}): Stage {
  const status = { state, wire: state };
  return { ...stage, status, attempts: [{ ...attempt, status, ...over }] };
}

const waits = { ...production, status: { state: "waitingForManualStart", wire: "pending" } } as const;

describe("what the card of a YAML run's stage offers", () => {
  it("S2-09: starts what waits for a person, and starts again what has ended", async () => {
    const [ended, waiting] = await cards([stageWith(uat, "failed"), waits], "yaml");
    assert.deepEqual([ended?.deploy, waiting?.deploy], [{ words: "Redeploy" }, { words: "Deploy" }]);
  });

  it("does not start what begins by itself, and says so", async () => {
    const [, later] = await cards([uat, production], "yaml");
    assert.deepEqual(later?.deploy, {
      words: "Deploy",
      because: "Production starts by itself, not by hand.",
    });
  });

  it("N18: promises no start where this Azure DevOps does not tell which stages wait for one", async () => {
    const untold = "This Azure DevOps is too old.";
    const { deploy, trigger, why } =
      (await cards([uat, { ...production, trigger: "automatic", untold }], "yaml"))[1] ?? {};
    assert.deepEqual(
      [deploy?.because, trigger?.words, why?.text],
      [untold, untold, "This Azure DevOps is too old."],
    );
  });

  it("does not do again what was built: that would make other bytes", async () => {
    const { deploy: _, ...build } = { ...uat, name: "Build" };
    assert.equal((await cards([build], "yaml"))[0]?.deploy, undefined);
  });

  it("cancels what goes on and what waits for a check", async () => {
    for (const state of ["inProgress", "queued", "waitingForCheck"] as const) {
      assert.equal((await cards([stageWith(uat, state)], "yaml"))[0]?.cancel, true);
    }
  });
});

describe("the questions on the card of a YAML run's stage", () => {
  it("S2-13: names all who are asked, with the instructions and whether the reader may decide", async () => {
    const approval = {
      id: "5d1c0c0e-0000-4000-8000-000000000001",
      when: "before",
      attempt: 1,
      status: "pending",
      automatic: false,
      approvers: [rita, { ...rita, name: "Robin" }],
      instructions: " Approve this change when it's ready for staging ",
      mayDecide: "no",
    } as const;
    const [card] = await cards([stageWith(uat, "waitingForApproval", { approvals: [approval] })], "yaml");
    assert.deepEqual(card?.approvals, [
      {
        id: approval.id,
        who: "Rita and Robin",
        when: "before",
        instructions: "Approve this change when it's ready for staging",
        because: "You are not among those who are asked.",
        canDefer: true,
      },
    ]);
    assert.match(
      card.why?.text ?? "",
      /^It waits for approval, asked: Rita and Robin; you may not decide it/,
    );
  });

  it("offers nothing where the run is for looking only", async () => {
    const made = await dossier();
    const run = releaseWith({ kind: "yaml", stages: [stageWith(uat, "inProgress"), waits] });
    const all = cardsOf({ ...made, release: run }, { gone: [], readOnly: true, now }).flat();
    assert.deepEqual(
      all.map(({ deploy, cancel, approvals }) => [deploy, cancel, approvals]),
      [
        [undefined, false, []],
        [undefined, false, []],
      ],
    );
  });
});

describe("why a stage is not running, on its card", () => {
  it("N17: names the variable that the connection lacks", async () => {
    const lacking = { ...group, variables: group.variables.filter(({ name }) => name !== "TargetURL-PROD") };
    const made = await dossier({ connections: { list: gives([lacking]) } });
    const card = cardsOf(made, nothingBesides).flat()[1];
    assert.match(card?.why?.text ?? "", /^The connection "Connection-Parameters" lacks .*TargetURL/);
  });

  it("N17: says that its artefacts are gone, whatever else it waits for", async () => {
    const card = cardsOf(await dossier(), { gone: ["Sln"], readOnly: false, now }).flat()[1];
    assert.equal(card?.why?.text, 'Its artefacts are gone: "Sln".');
  });

  it("N17: says nothing of a stage that runs or that ended well", async () => {
    const both = await cards([uat, stageWith(production, "inProgress")], "classic");
    assert.deepEqual(
      both.map(({ why }) => why),
      [undefined, undefined],
    );
  });
});
