import { runTask } from "../shared/run-task.ts";

runTask("Release Manager: waiting for a release train's gate.", async () => {
  const { waitForThisJob } = await import("./wait-for-this-job.ts");
  return waitForThisJob;
});
