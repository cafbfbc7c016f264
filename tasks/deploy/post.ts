import { runTask } from "../shared/run-task.ts";

runTask("Release Manager: closing the deployment.", async () => {
  const { closeForThisJob } = await import("./close-for-this-job.ts");
  return closeForThisJob;
});
