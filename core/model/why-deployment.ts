import type { Deployment } from "./deployment.ts";
import { read } from "./reading.ts";
import type { Stage } from "./stage.ts";
import { waits, whyNot } from "./why-waiting.ts";
import type { WhyNot } from "./why-words.ts";

/** Whether a deployment has been asked for, and waits. */
export function isWaiting({ status }: Pick<Deployment, "status">): boolean {
  return waits.includes(status.state);
}

/** Why a deployment waits, as far as it is told where it was read. Absent for one that does not. */
export function whyWaits(deployment: Deployment): WhyNot | undefined {
  if (!isWaiting(deployment)) return undefined;
  return whyNot({
    stage: read(stageOf(deployment)),
    pipelineDisabled: deployment.awaits?.pipelineDisabled === true,
  });
}

function stageOf({ pipeline, stage, environment, awaits, ...deployment }: Deployment): Stage {
  const { status, attempt: number, startedBy } = deployment;
  const { approvals = [], checks, scheduledFor } = awaits ?? {};
  return {
    id: stage,
    // Only that there is one tells a classic stage, whose queue has words of its own.
    ...(pipeline.kind === "classic" ? { definitionId: 0 } : {}),
    name: stage,
    environment,
    class: "production",
    trigger: "automatic",
    after: [],
    status,
    attempts: [
      {
        ...{ number, status, startedBy, steps: [], approvals, planIds: [] },
        ...(checks === undefined ? {} : { checks }),
      },
    ],
    linkedGroups: [],
    ...(scheduledFor === undefined ? {} : { scheduledFor }),
  };
}
