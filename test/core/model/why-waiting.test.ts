import assert from "node:assert/strict";
import { read } from "../../../core/model/reading.ts";
import { whyNot } from "../../../core/model/why-waiting.ts";
import { ann, approval, before, byHand, itself, later, stage, type Row } from "./waiting.ts";

const artefacts = { keptForever: false, retainedByRelease: false };

function missing(variable: string): { kind: "missing"; variable: string; text: string; fix: string } {
  return { kind: "missing", variable, text: `${variable} is missing.`, fix: "" };
}

const starts: Row[] = [
  [
    "a manual start that the stage before does not allow yet",
    { stage: byHand, before: before("failed") },
    'It is started by hand, and "UAT" has not succeeded yet: failed.',
  ],
  [
    "a manual start",
    { stage: stage("notDeployed"), before: before("succeededWithWarnings") },
    "It is started by hand, and nobody has started it.",
  ],
  [
    "a manual start after stages that could not be read",
    { stage: byHand, before: { kind: "failed", why: "Azure DevOps answered 503." } },
    "It is started by hand, and whether the stages before it succeeded is not known: Azure DevOps answered 503.",
  ],
  [
    "a connection without a key",
    {
      stage: byHand,
      before: before("succeeded"),
      connection: read({ name: "Contoso", faults: [missing("TargetURL-PROD"), missing("ClientID")] }),
    },
    'The connection "Contoso" lacks TargetURL-PROD and ClientID.',
  ],
  [
    "a connection that cannot be used otherwise",
    {
      stage: byHand,
      connection: read({
        name: "Contoso",
        faults: [{ kind: "empty", variable: "A", text: '"A" is empty.', fix: "" }],
      }),
    },
    'The connection "Contoso" cannot be used: "A" is empty.',
  ],
  [
    "a stage before that failed",
    { stage: stage("notDeployed", undefined, itself), before: before("failed") },
    '"UAT" has not succeeded yet: failed.',
  ],
  [
    "two stages before that have not succeeded",
    {
      stage: stage("notDeployed", undefined, itself),
      before: read([
        { name: "UAT", status: { state: "inProgress", wire: "" } },
        { name: "QA", status: { state: "unknown", wire: "Foo" } },
        { name: "DEV", status: { state: "succeeded", wire: "" } },
      ]),
    },
    '"UAT" and "QA" have not succeeded yet: in progress and unknown (Foo).',
  ],
  [
    "a stage behind a manual one, that one known",
    {
      stage: stage("notDeployed", undefined, itself),
      before: before("waitingForManualStart", "Production"),
    },
    '"Production" has not succeeded yet: waiting for manual start.',
  ],
  [
    "a stage behind a manual one, that one not known",
    {
      stage: stage("notDeployed", undefined, {
        ...itself,
        status: { state: "notDeployed", wire: "completed, dependentOnManualQueue" },
      }),
    },
    "A stage before it is started by hand, and nobody has started that.",
  ],
  [
    "nothing that is known",
    { stage: stage("notDeployed", undefined, itself), before: before("succeeded") },
    "It has not begun, and Azure DevOps does not say why.",
  ],
  [
    "a Server that tells of no manual stage",
    { stage: stage("notDeployed", undefined, { ...itself, untold: "It is too old" }) },
    "It is too old.",
  ],
];

const ends: Row[] = [
  [
    "artefacts that are gone, whatever else it waits for",
    {
      stage: stage("waitingForApproval", { approvals: [approval({ approver: ann })] }),
      artefacts: read({ ...artefacts, gone: ["Sln", "Data2", "a", "b", "c", "d", "e"] }),
    },
    'Its artefacts are gone: "Sln", "Data2", "a", "b", "c" and 2 others.',
  ],
  ["a deleted release", { stage: byHand, release: read("deleted") }, "The release is deleted."],
  [
    "an abandoned release",
    { stage: byHand, release: read("abandoned") },
    "The release is abandoned, so nothing more of it is started.",
  ],
  [
    "a draft",
    { stage: stage("notDeployed"), release: read("draft") },
    "The release is a draft, which is started in Azure DevOps first.",
  ],
  [
    "a disabled pipeline",
    { stage: byHand, before: before("succeeded"), pipelineDisabled: true, release: read("active") },
    "Its pipeline is disabled.",
  ],
  [
    "a stage that could not be read",
    { stage: { kind: "failed", why: "Azure DevOps could not be reached (timeout)." } },
    "Whether it runs is not known: Azure DevOps could not be reached (timeout).",
  ],
  [
    "a word that we do not know",
    { stage: stage("unknown", {}, { status: { state: "unknown", wire: "hibernating" } }) },
    "Whether it runs is not known: Azure DevOps says unknown (hibernating).",
  ],
];

describe("whyNot", () => {
  for (const [cause, facts, sentence] of [...starts, ...ends]) {
    it(`N17: tells ${cause}`, () => assert.equal(whyNot(facts)?.text, sentence));
  }

  for (const state of ["inProgress", "succeeded", "succeededWithWarnings", "unknownStillRunning"] as const) {
    it(`N17: says nothing of a stage that is ${state}, not even with a deleted release`, () =>
      assert.equal(
        whyNot({ stage: stage(state, {}), release: read("deleted"), pipelineDisabled: true }),
        undefined,
      ));
  }

  it("N17: does not blame the release for a stage that ended", () =>
    assert.match(
      whyNot({ stage: stage("cancelled", {}), release: read("abandoned") })?.text ?? "",
      /cancelled/,
    ));

  it("N17: gives the moment of a schedule apart, so that views can tell it in local time", () => {
    const scheduled = stage("scheduled", undefined, { scheduledFor: later });
    assert.deepEqual(whyNot({ stage: scheduled }), { text: "It is scheduled.", until: later });
    const trigger = stage("notDeployed", undefined, { trigger: "scheduled", scheduledFor: later });
    assert.deepEqual(whyNot({ stage: trigger, before: before("succeeded") }), {
      text: "It is scheduled.",
      until: later,
    });
    const next = stage("notDeployed", undefined, { trigger: "scheduled", scheduleNext: later });
    assert.equal(whyNot({ stage: next })?.until, later);
    assert.deepEqual(whyNot({ stage: stage("scheduled") }), {
      text: "It is scheduled, and Azure DevOps does not say for when.",
    });
  });
});
