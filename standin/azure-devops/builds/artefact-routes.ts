import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import type { Call } from "../http/call.ts";
import { bytes, json, list, notFound } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import type { Site } from "../site.ts";
import type { PublishedArtefact } from "../state/build-state.ts";
import type { StoredAttachment } from "../state/state.ts";
import { bytesBelow, filesBelow, readStored, removeStored, storeFolder } from "../state/files.ts";
import { projectAddress } from "../site.ts";
import { artefactOnWire, findBuild } from "./build-wire.ts";
import { timelineOnWire } from "./timeline-wire.ts";

const root = "{project}/_apis/build/builds/{build}";

/** Artefacts, attachments and timelines of builds. */
export function artefactRoutes(site: Site): readonly Route[] {
  return [
    { base: "core", method: "GET", path: `${root}/artifacts`, handle: (call) => artefacts(site, call) },
    {
      base: "core",
      method: "GET",
      path: `${root}/attachments/{type}`,
      handle: (call) => attachments(site, call),
    },
    {
      base: "core",
      method: "GET",
      path: `${root}/{timeline}/{record}/attachments/{type}/{name}`,
      binary: true,
      handle: (call) => attachmentContent(site, call),
    },
    { base: "core", method: "GET", path: `${root}/timeline`, handle: (call) => timeline(site, call) },
    {
      base: "core",
      method: "GET",
      path: `${root}/timeline/{timeline}`,
      handle: (call) => timeline(site, call),
    },
  ];
}

function artefacts(site: Site, call: Call): Reply | Promise<Reply> {
  const build = findBuild(site, call.id("build"));
  const own = site.state.build.artefacts.filter(({ buildId }) => buildId === build.id);
  const name = call.query("artifactName");
  if (name === undefined) return list(own.map((artefact) => artefactOnWire(site, artefact)));
  const artefact = own.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (artefact === undefined) {
    throw notFound("ArtifactNotFoundException", `The artifact ${name} was not found for build ${build.id}.`);
  }
  const asZip =
    call.query("$format") === "zip" || call.header("accept")?.startsWith("application/zip") === true;
  return asZip ? zipped(site, artefact) : json(artefactOnWire(site, artefact));
}

/** The files lie in a folder of the artefact's name, as in the service's zip. */
async function zipped(site: Site, artefact: PublishedArtefact): Promise<Reply> {
  const folder = join(site.storage, artefact.folder);
  const zip = new ZipFile();
  for (const path of filesBelow(folder)) {
    const { mtime, size } = await stat(join(folder, path));
    zip.addReadStream(createReadStream(join(folder, path)), `${artefact.name}/${path}`, { mtime, size });
  }
  zip.end();
  return bytes(await buffer(zip.outputStream), "application/zip", `${artefact.name}.zip`);
}

function attachments(site: Site, call: Call): Reply {
  const build = findBuild(site, call.id("build"));
  const own = site.state.attachments.filter(
    ({ planId, type }) => planId === build.planId && type === call.part("type"),
  );
  const address = `${projectAddress(site, "core")}/_apis/build/builds/${build.id}`;
  return list(
    own.map(({ name, timelineId, recordId, type }) => ({
      name,
      _links: {
        self: {
          href: `${address}/${timelineId}/${recordId}/attachments/${encodeURIComponent(type)}/${encodeURIComponent(name)}`,
        },
      },
    })),
  );
}

function attachmentContent(site: Site, call: Call): Reply {
  const build = findBuild(site, call.id("build"));
  return bytes(readStored(site, findAttachment(site, build.planId, call).file));
}

/** Of a plan, by the parts of the path: timeline, record, type, name. */
export function findAttachment(site: Site, planId: string, call: Call): StoredAttachment {
  const [timelineId, recordId] = [call.part("timeline"), call.part("record")];
  const found = site.state.attachments.find(
    (one) =>
      one.planId === planId &&
      one.timelineId === timelineId &&
      one.recordId === recordId &&
      one.type === call.part("type") &&
      one.name === call.part("name"),
  );
  if (found === undefined) {
    throw notFound("AttachmentNotFoundException", `The attachment ${call.part("name")} does not exist.`);
  }
  return found;
}

/** Without an id: the newest one. A build that has not begun has none. */
function timeline(site: Site, call: Call): Reply {
  const build = findBuild(site, call.id("build"));
  const wanted = call.url.pathname.toLowerCase().endsWith("timeline") ? build.planId : call.part("timeline");
  const found = site.state.build.timelines.find(({ id, planId }) => id === wanted && planId === build.planId);
  if (found === undefined) return { status: 204, headers: {} };
  return json(timelineOnWire(site, found, build, call.version));
}

/** Publishes a folder. An artefact of the same name is taken the place of: it gets another identity. */
export function publishArtefact(
  site: Site,
  given: Readonly<{ buildId: number; name: string; source: string }>,
  folder: string,
): PublishedArtefact {
  const { build } = site.state;
  const old = build.artefacts.find(({ buildId, name }) => buildId === given.buildId && name === given.name);
  if (old !== undefined) {
    removeStored(site, old.folder);
    build.artefacts.splice(build.artefacts.indexOf(old), 1);
  }
  const id = site.next("artefact");
  const stored = storeFolder(site, "artefacts", folder);
  const artefact: PublishedArtefact = {
    ...given,
    id,
    data: `#/${site.next("container") + 5000}/${given.name}`,
    folder: stored,
    bytes: bytesBelow(join(site.storage, stored)),
  };
  build.artefacts.push(artefact);
  site.changed();
  return artefact;
}
