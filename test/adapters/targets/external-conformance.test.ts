import assert from "node:assert/strict";
import { externalTarget } from "../../../adapters/targets/external/external-target.ts";
import { sealedArtefact } from "../../support/sealed-artefact.ts";
import { conforms } from "./conformance.ts";
import { hearing } from "./whole.ts";

const none = "the steps that follow deploy";
const artefacts = [
  sealedArtefact("Sln", { "Core.zip": "x" }, "solution"),
  sealedArtefact("Web", { "a.txt": "x" }),
];
const identity = { id: "external:https://app.contoso.test", name: "UAT", url: "https://app.contoso.test" };

conforms({
  name: "external",
  withWorld: (use) =>
    use({
      artefacts: () => artefacts,
      known: () => ({ name: "Release-57", root: "1".repeat(64) }),
      open: () => Promise.resolve(externalTarget(identity)),
      seen: () => Promise.resolve({}),
      expected: () => ({}),
    }),
  reachesNothing: none,
  without: {
    moved: none,
    killed: none,
    together: none,
    cancelled: none,
    "changed source": none,
    verified: none,
    marker: none,
    "way back": none,
    "still there": none,
    again: none,
  },
});

describe("A target of the team's own steps", () => {
  const target = externalTarget(identity);

  it("takes everything but logs, and never says that something succeeded", async () => {
    assert.deepEqual(
      [...artefacts, sealedArtefact("Logs", { "a.md": "x" }, "logs")].map((one) => target.takes(one)),
      [true, true, false],
    );
    const [artefact] = artefacts;
    assert.ok(artefact);
    const step = { artefact: artefact.name, kind: artefact.kind, action: "create", text: "" } as const;
    const { outcome } = await target.deploy(step, artefact, hearing().io);
    assert.equal(outcome, "unknownStillRunning");
  });

  it("N12: never says that it still has something", async () => {
    const answers = await target.stillThere(artefacts);
    assert.deepEqual(
      answers.map(({ artefact, kind }) => [artefact, kind]),
      [
        ["Sln", "unknown"],
        ["Web", "unknown"],
      ],
    );
  });
});
