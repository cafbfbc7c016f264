import { join } from "node:path";
import { refusal } from "../../core/failure.ts";
import { sealBuild } from "../../core/acts/seal-build.ts";
import { sealAttachment, sealText, type Seal } from "../../core/model/seal.ts";
import type { PublishedArtefact } from "../../core/ports.ts";
import type { Agent } from "../shared/agent-task.ts";
import { artefactFolder, looseFiles } from "../shared/artefact-folder.ts";
import { downloadArtefacts } from "../shared/download.ts";
import { type TaskWorld, withWorld } from "../shared/open-world.ts";
import { readArchive } from "../shared/read-archive.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { takeHold } from "../shared/take-hold.ts";
import { connectionOf } from "../shared/variable-group.ts";
import { type SealInputs, sealInputs } from "./inputs.ts";
import { sealSummary } from "./seal-summary.ts";

/** Seals the build that this job belongs to. */
export const sealThisBuild: Work = (agent) => {
  const inputs = sealInputs(agent.input);
  return withWorld(agent, (world) => seal(inputs, agent, world));
};

async function seal(inputs: SealInputs, agent: Agent, world: TaskWorld): Promise<Ending> {
  const { build, release } = world.context;
  if (release !== `run:${build.id}`) throw notInBuild(release);
  const published = await publishedSoFar(world);
  const folder = inputs.folder ?? (await download(published, inputs, agent, world));
  await tellLooseFiles(folder, agent);
  const artefacts = artefactFolder(folder);
  const connection = connectionOf(agent);
  agent.section(`Reading the artefacts of ${build.number} in ${folder}`);
  const sealed = await sealBuild(
    {
      build: { ...build, project: world.context.project.id },
      ...(connection === undefined ? {} : { connection }),
      kinds: inputs.kinds,
      exclude: inputs.exclude,
      identities: Object.fromEntries(published.map(({ name, identity }) => [name, identity])),
    },
    {
      artefacts,
      archive: (artefact, path) => readArchive(join(artefacts.path(artefact), path), `${artefact}/${path}`),
      sha256: world.sha256,
      now: world.now,
      tell: agent.say,
    },
  );
  await leave(sealed, inputs, world);
  agent.setOutput("sealRoot", sealed.root);
  await takeHold(build, world.azure.leases, agent);
  return ending(sealed);
}

/** A release comes too late: whoever sealed there would only say what the bytes are by then. */
function notInBuild(release: string): Error {
  return refusal({
    code: "RM001",
    what: "The build was not sealed",
    where: release,
    cause: "this job belongs to a release, and a seal is made when the build is made",
    next: "Move the step to the end of the build's last job",
  });
}

function publishedSoFar(world: TaskWorld): Promise<readonly PublishedArtefact[]> {
  return world.azure.builds.artefacts(world.context.build.id);
}

async function download(
  published: readonly PublishedArtefact[],
  inputs: SealInputs,
  agent: Agent,
  world: TaskWorld,
): Promise<string> {
  const wanted = published.filter(
    ({ name }) => name !== sealAttachment.artefact && inputs.exclude[name] === undefined,
  );
  const folder = join(world.context.temp, `release-manager-published-${world.context.build.id}`);
  agent.say(`Downloading ${wanted.length} published artefacts: ${wanted.map(({ name }) => name).join(", ")}`);
  await downloadArtefacts(wanted, folder, world.transport);
  return folder;
}

async function tellLooseFiles(folder: string, agent: Agent): Promise<void> {
  const loose = await looseFiles(folder);
  if (loose.length === 0) return;
  agent.warn(`Not sealed, because each artefact is a folder: ${loose.slice(0, 20).join(", ")} in ${folder}`);
}

async function leave(sealed: Seal, inputs: SealInputs, world: TaskWorld): Promise<void> {
  const text = sealText(sealed);
  await world.leave.attachment(sealAttachment.type, sealAttachment.name, text);
  await world.leave.artefact(sealAttachment.artefact, sealAttachment.name, text);
  await world.leave.summary("Release Manager seal.md", sealSummary(sealed, inputs.exclude));
}

function ending(sealed: Seal): Ending {
  const connection = sealed.connection === undefined ? "" : ` Connection: ${sealed.connection}.`;
  const sentence = `Sealed ${sealed.artefacts.length} artefacts of ${sealed.build.number}, root ${sealed.root}.${connection}`;
  return { result: "succeeded", sentence };
}
