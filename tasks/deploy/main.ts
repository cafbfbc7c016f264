import { runTask } from "../shared/run-task.ts";

runTask("Release Manager: deploying a release.", async () => {
  const { deployForThisJob } = await import("./deploy-for-this-job.ts");
  return deployForThisJob;
});
