import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JobOrder } from "./job.ts";

/** Where a job works. */
export type JobFolders = Readonly<{
  /** `_work`. */
  work: string;
  temp: string;
  tools: string;
  /** `_work/1` or `_work/r1`. */
  own: string;
  sources: string;
  artifacts: string;
  binaries: string;
  testResults: string;
  /** Where a step starts, and where the service's own download step puts things. */
  start: string;
  download: string;
}>;

/** Makes `_work` afresh; only the unpacked tasks stay. */
export async function makeFolders(
  workRoot: string,
  order: Pick<JobOrder, "host" | "folderNumber">,
): Promise<JobFolders> {
  const folders = foldersOf(join(workRoot, "_work"), order);
  await mkdir(folders.work, { recursive: true });
  for (const name of await readdir(folders.work)) {
    if (name !== "_tasks") await rm(join(folders.work, name), { recursive: true, force: true });
  }
  const release = [folders.temp, folders.tools, folders.artifacts];
  const build = [folders.sources, folders.binaries, folders.testResults];
  for (const folder of order.host === "release" ? release : [...release, ...build]) {
    await mkdir(folder, { recursive: true });
  }
  return folders;
}

function foldersOf(work: string, order: Pick<JobOrder, "host" | "folderNumber">): JobFolders {
  const release = order.host === "release";
  const own = join(work, release ? `r${order.folderNumber}` : String(order.folderNumber));
  const artifacts = join(own, "a");
  const sources = join(own, "s");
  return {
    work,
    temp: join(work, "_temp"),
    tools: join(work, "_tool"),
    own,
    sources,
    artifacts,
    binaries: join(own, "b"),
    testResults: join(own, "TestResults"),
    start: release ? artifacts : sources,
    download: release ? artifacts : own,
  };
}
