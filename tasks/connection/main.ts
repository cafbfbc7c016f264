import { runTask } from "../shared/run-task.ts";

runTask("Release Manager: choosing a connection.", async () => {
  const { chooseForThisJob } = await import("./choose-for-this-job.ts");
  return chooseForThisJob;
});
