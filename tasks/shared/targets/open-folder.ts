import { folderTarget } from "../../../adapters/targets/folder/folder-target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { remembered } from "../remembered.ts";
import { must, type Opening, type Place } from "./opening.ts";

/** The folder of `TargetPath`. The post-job part gives its lock back. */
export async function openFolder(
  { inputs, context, agent, artefacts }: Opening,
  proved: Place,
): Promise<Target> {
  const { release, stage } = proved.start;
  const target = await folderTarget({
    path: must(proved, "TargetPath"),
    release: { id: release.id, name: release.name },
    sealRoot: proved.seal.root,
    stage: stage.name,
    job: context.job,
    keep: inputs.keep,
    source: artefacts.path,
  });
  agent.remember(remembered.folder, (await target.identify()).url);
  return target;
}
