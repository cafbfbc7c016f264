import assert from "node:assert/strict";
import type { Bench } from "./small-world.ts";

type Step = { name: string; status: string };
type Deployed = {
  reason: string;
  operationStatus: string;
  releaseDeployPhases: { deploymentJobs: { tasks: Step[] }[]; runPlanId: string }[];
};
/** A stage of a release as it is on the wire. */
export type Environment = {
  id: number;
  name: string;
  status: string;
  deploySteps: Deployed[];
  preDeployApprovals: { id: number; status: string }[];
};

/** Asks for one stage of a release, with its tasks. */
export async function environment(bench: Bench, id: number, name: string): Promise<Environment> {
  const { body } = await bench.send("reader", "GET", `${bench.release}/release/releases/${id}?$expand=tasks`);
  const found = (body["environments"] as Environment[]).find((one) => one.name === name);
  assert.ok(found);
  return found;
}

/** What starts a stage. */
export const start = { status: "inProgress", comment: "Everything is ok" };
