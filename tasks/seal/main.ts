import { runTask } from "../shared/run-task.ts";

runTask("Release Manager: sealing what this build published.", async () => {
  const { sealThisBuild } = await import("./seal-this-build.ts");
  return sealThisBuild;
});
