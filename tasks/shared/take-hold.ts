import { iso } from "../../core/model/instant.ts";
import { Failure } from "../../core/failure.ts";
import type { Leases } from "../../core/ports.ts";
import type { Agent } from "./agent-task.ts";

const days = 365;

/** Keeps a run from retention for a year. A refusal is a warning: it does not undo what was done, but somebody must know. */
export async function takeHold(
  run: Readonly<{ id: number; pipeline: Readonly<{ id: number }> }>,
  leases: Pick<Leases, "take">,
  agent: Pick<Agent, "say" | "warn">,
): Promise<void> {
  try {
    const lease = await leases.take(run.id, run.pipeline.id, days);
    agent.say(`Run ${run.id} is kept from retention until ${iso(lease.validUntil).slice(0, 10)}.`);
  } catch (thrown) {
    const cause = thrown instanceof Failure ? thrown.report.cause : String(thrown);
    agent.warn(
      `Run ${run.id} is not kept from retention: ${cause}. Its artefacts may be deleted before production is deployed. ` +
        "Give the build service the right 'Manage build qualities' and 'Retain indefinitely' on the pipeline, or retain the run by hand.",
    );
  }
}
