import { appendFileSync, closeSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { publishArtefact } from "./builds/artefact-routes.ts";
import { flagField, mapField, numberField, textField } from "./http/body.ts";
import { invalid, json } from "./http/reply.ts";
import type { Reply } from "./http/reply.ts";
import { setVariables } from "./library/group-routes.ts";
import { shownGroup } from "./library/group-wire.ts";
import type { Site } from "./site.ts";
import type { PublishedArtefact } from "./state/build-state.ts";
import { filesBelow } from "./state/files.ts";

/**
 * What somebody else does to a published artefact. `alter`: one byte of a stored file changes silently. `publish`: the
 * artefact is published again and gets another identity. `remove`: it is gone.
 */
export function changeArtefact(site: Site, body: unknown): Reply {
  const artefact = artefactOf(site, body);
  const folder = join(site.storage, artefact.folder);
  const file = textField(body, "file") ?? filesBelow(folder)[0] ?? "";
  if (flagField(body, "alter") === true) alterByte(join(folder, file));
  if (flagField(body, "publish") === true) publishAgain(site, artefact, folder);
  if (flagField(body, "remove") === true) remove(site, artefact);
  site.changed();
  return json({ name: artefact.name, file });
}

function artefactOf(site: Site, body: unknown): PublishedArtefact {
  const [build, name] = [numberField(body, "build"), textField(body, "name")];
  const found = site.state.build.artefacts.find((one) => one.buildId === build && one.name === name);
  if (found === undefined) throw invalid(`Build ${build ?? "?"} has no artefact ${name ?? "?"}.`);
  return found;
}

function remove(site: Site, artefact: PublishedArtefact): void {
  const { artefacts } = site.state.build;
  artefacts.splice(artefacts.indexOf(artefact), 1);
}

function publishAgain(site: Site, artefact: PublishedArtefact, folder: string): void {
  const { buildId, name, source } = artefact;
  const again = publishArtefact(site, { buildId, name: `${name}.again`, source }, folder);
  remove(site, artefact);
  Object.assign(again, { name, data: again.data.replace(/\.again$/, "") });
}

/** The first byte becomes another one; an empty file gets one. */
function alterByte(path: string): void {
  const file = openSync(path, "r+");
  const byte = Buffer.alloc(1);
  const content = readSync(file, byte, 0, 1, 0);
  if (content === 0) appendFileSync(path, "x");
  else writeSync(file, Buffer.from([byte.readUInt8(0) ^ 1]), 0, 1, 0);
  closeSync(file);
}

/** Somebody else edits a group: `variables` are set or, where null, removed. */
export function changeGroup(site: Site, body: unknown): Reply {
  const wanted = textField(body, "group") ?? "";
  const group = site.state.groups.find(({ id, name }) => [String(id), name].includes(wanted));
  if (group === undefined) throw invalid(`There is no variable group ${wanted}.`);
  setVariables(site, group, changedVariables(group.variables, mapField(body, "variables")));
  group.name = textField(body, "name") ?? group.name;
  group.modifiedOn = site.clock.iso();
  group.modifiedBy = site.callers.identity(site.callers.person("administrator")?.id ?? "");
  site.changed();
  return json(shownGroup(group));
}

function changedVariables(
  before: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const all = { ...before };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) Reflect.deleteProperty(all, name);
    else all[name] = typeof value === "object" ? value : { value };
  }
  return all;
}
