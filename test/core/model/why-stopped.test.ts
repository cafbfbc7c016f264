import assert from "node:assert/strict";
import { read } from "../../../core/model/reading.ts";
import { whyNot } from "../../../core/model/why-waiting.ts";
import { ann, approval, before, bob, check, later, stage, type Row } from "./waiting.ts";

const trace =
  "Evaluating: and(succeeded(), eq(variables['Build.SourceBranchName'],'release'))\nExpanded: and(True, eq('main', 'release'))\nResult: False";

const shop = { type: "environment", id: "3", name: "Shop" };
const queuedAs = (wire: string): Row[1] => ({
  stage: stage("queued", undefined, { definitionId: 2, status: { state: "queued", wire } }),
});

const people: Row[] = [
  [
    "an approval, who was asked, that you may decide it and what they were told",
    {
      stage: stage("waitingForApproval", {
        approvals: [
          approval({
            approvers: [ann, bob],
            mayDecide: "yes",
            instructions: "Approve this change when it's\nready for staging ##vso[task.x]",
          }),
        ],
      }),
    },
    `It waits for approval, asked: Ann and Bob; you may decide it; the instructions say "Approve this change when it's ready for staging # #vso[task.x]".`,
  ],
  [
    "an approval of somebody else",
    { stage: stage("waitingForApproval", { approvals: [approval({ approver: ann, mayDecide: "no" })] }) },
    "It waits for approval, asked: Ann; you may not decide it.",
  ],
  [
    "several questions, without those that are answered",
    {
      stage: stage("waitingForApproval", {
        approvals: [
          approval({ approver: { id: "c", name: "Cy" }, status: "approved" }),
          approval({ id: "2", approver: ann, mayDecide: "no" }),
          approval({ id: "3", approver: bob, mayDecide: "unknown" }),
        ],
      }),
    },
    "It waits for approval, asked: Ann and Bob.",
  ],
  [
    "an approval after the deployment",
    { stage: stage("waitingForApproval", { approvals: [approval({ when: "after", approver: ann })] }) },
    "It is deployed and waits for approval, asked: Ann.",
  ],
  [
    "an approval of nobody that is told",
    { stage: stage("waitingForApproval", { approvals: [approval({})] }) },
    "It waits for approval, and Azure DevOps does not say by whom.",
  ],
  [
    "a manual intervention",
    {
      stage: stage(
        "waitingForApproval",
        {},
        { status: { state: "waitingForApproval", wire: "ManualInterventionPending" } },
      ),
    },
    "It waits until somebody resumes its manual intervention in Azure DevOps.",
  ],
  [
    "a rejection and its words",
    {
      stage: stage("rejected", {
        approvals: [approval({ status: "rejected", decidedBy: bob, comment: " Not before Monday " })],
      }),
    },
    'Bob rejected it: "Not before Monday".',
  ],
  [
    "a rejection by nobody that is told",
    { stage: stage("rejected", {}) },
    "It was rejected, and Azure DevOps does not say by whom.",
  ],
  [
    "an approval that nobody gave in time",
    { stage: stage("skipped", { approvals: [approval({ status: "timedOut", approver: ann })] }) },
    "It was skipped, since its approval was not given in time; asked: Ann.",
  ],
];

const machines: Row[] = [
  [
    "a condition that was false",
    { stage: stage("skipped", undefined, { skippedBecause: trace }) },
    'It was skipped: its condition asks that Build.SourceBranchName is "release", and it is "main".',
  ],
  [
    "a stage that was left out",
    { stage: stage("skipped"), before: before("succeeded") },
    "It was left out when the run was queued, or by a person: no condition decided it.",
  ],
  [
    "a stage that was skipped behind one that failed",
    { stage: stage("skipped"), before: before("failed") },
    'It was skipped, and "UAT" has not succeeded yet: failed.',
  ],
  [
    "a stage that was skipped without a word",
    { stage: stage("skipped", {}), before: before("succeeded") },
    "It was skipped, and Azure DevOps does not say why.",
  ],
  ["an agent for a run", { stage: stage("queued") }, "It waits for an agent, which is to take its job."],
  ["an agent", queuedAs("inProgress, queuedForAgent"), "It waits for an agent, which is to take its job."],
  [
    "a parallel job",
    queuedAs("queued, queuedForPipeline"),
    "It waits until the organisation may run one more job at the same time.",
  ],
  ["others before it", queuedAs("queued, queued"), "It is queued behind other deployments to this stage."],
  ["a queue that is not told", queuedAs("queued"), "It is queued, and Azure DevOps does not say for what."],
  [
    "an environment that was deleted while it waited for it",
    {
      stage: stage("waitingForCheck", {
        checks: [{ ...check("exclusiveLock", "Lock"), resource: shop, gone: true }],
      }),
    },
    'Azure DevOps no longer has its environment "Shop".',
  ],
  [
    "a resource that nobody permitted yet",
    {
      stage: stage("waitingForCheck", {
        checks: [{ ...check("authorisation", "x"), resource: { ...shop, type: "variablegroup" } }],
      }),
    },
    'It may not use the variable group "Shop" until somebody permits it in Azure DevOps.',
  ],
  [
    "the exclusive lock, and who holds it",
    {
      stage: stage("waitingForCheck", {
        checks: [{ ...check("exclusiveLock", "Lock"), heldBy: "20261121.3" }],
      }),
    },
    'It waits for the exclusive lock, which "20261121.3" holds.',
  ],
  [
    "the exclusive lock, without who holds it",
    { stage: stage("waitingForCheck", { checks: [check("exclusiveLock", "Lock")] }) },
    "It waits for the exclusive lock, and Azure DevOps does not say what holds it.",
  ],
  [
    "business hours, which come before the lock",
    {
      stage: stage("waitingForCheck", {
        checks: [
          check("exclusiveLock", "Lock"),
          check("businessHours", "Nine to five"),
          check("other", "REST", "succeeded"),
        ],
      }),
    },
    'It waits for the business hours of the check "Nine to five".',
  ],
  [
    "a resource that is not permitted",
    {
      stage: stage("waitingForCheck", {
        checks: [check("other", "REST"), check("authorisation", "Contoso PROD")],
      }),
    },
    'It may not use a resource that it needs ("Contoso PROD") until somebody permits it in Azure DevOps.',
  ],
  [
    "a check of somebody else's",
    { stage: stage("waitingForCheck", { checks: [check("other", "Change request", "unknown")] }) },
    'It waits for the check "Change request".',
  ],
  [
    "a check that is not told",
    { stage: stage("waitingForCheck", {}) },
    "It waits for a check, and Azure DevOps does not say for which.",
  ],
  [
    "a step that failed",
    {
      stage: stage("failed", {
        steps: [
          { name: "Download", status: { state: "succeeded", wire: "" }, issues: [] },
          {
            name: "Import",
            status: { state: "failed", wire: "" },
            issues: [{ level: "error", text: "No\nlicence." }],
          },
        ],
      }),
    },
    'It failed in "Import": No licence.',
  ],
  [
    "a failure without a step",
    { stage: stage("failed", {}) },
    "It failed, and Azure DevOps does not say in which step.",
  ],
  ["a cancellation", { stage: stage("cancelled", {}) }, "It was cancelled, and nobody has started it again."],
];

describe("whyNot, of what waits for people and checks or was stopped", () => {
  for (const [cause, facts, sentence] of [...people, ...machines]) {
    it(`N17: tells ${cause}`, () => assert.equal(whyNot(facts)?.text, sentence));
  }

  it("N17: gives the moment of an approval that was put off", () => {
    const deferred = approval({ status: "deferred", decidedBy: ann, deferredUntil: later });
    assert.deepEqual(whyNot({ stage: stage("waitingForApproval", { approvals: [deferred] }) }), {
      text: "It is approved for later, by Ann.",
      until: later,
    });
    assert.deepEqual(whyNot({ stage: stage("scheduled", { approvals: [deferred] }) }), {
      text: "It is scheduled.",
      until: later,
    });
  });

  it("N17: tells of the newest attempt only", () => {
    const old = approval({ status: "rejected", decidedBy: ann });
    const facts = stage("waitingForApproval", { approvals: [approval({ approver: bob })] });
    assert.ok(facts.kind === "read");
    const [newest] = facts.value.attempts;
    assert.ok(newest);
    const twice = read({
      ...facts.value,
      attempts: [
        { ...newest, approvals: [old] },
        { ...newest, number: 2 },
      ],
    });
    assert.equal(whyNot({ stage: twice })?.text, "It waits for approval, asked: Bob.");
  });
});
