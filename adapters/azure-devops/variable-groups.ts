import { refusal, type Failure } from "../../core/failure.ts";
import type { VariableGroup } from "../../core/model/connection.ts";
import type { Connections, GroupDraft } from "../../core/ports.ts";
import { orAbsent, type Call, type Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readObject, readText } from "./read-answer.ts";
import { readGroup, readWireGroup, type WireGroup } from "./read-variable-group.ts";

type Part = Pick<Call, "method" | "body" | "query" | "what" | "repeatable"> &
  Readonly<{ id?: number; everywhere?: true }>;
type Wires = Readonly<{ client: Client; place: Place }>;

/** Variable groups over the distributed task area, API 7.0 (pipeline permissions: 7.0-preview.1). */
export function connections(client: Client, place: Place): Connections {
  const wires = { client, place };
  return {
    list: async () => {
      const query = { $top: 100, queryOrder: "idAscending" };
      const items = await client.list(call(place, { query, what: "The variable groups could not be read" }));
      return items.flatMap((item) => {
        const wire = readWireGroup(item);
        return wire ? [readGroup(wire)] : [];
      });
    },
    get: async (id) => readGroup(await fetched(wires, id, `Variable group ${id} could not be read`)),
    serviceNames: () => serviceNames(wires),
    create: (draft) => create(wires, draft),
    update: (expected, draft) => update(wires, expected, draft),
    authorise: (group, pipelines) => authorise(wires, group, pipelines),
  };
}

/** Groups are read in their project, and written for the whole organisation with their project named in the body. */
function call(place: Place, part: Part): Call {
  const { id, everywhere, ...rest } = part;
  const project = everywhere ? [] : [place.project.id];
  return {
    ...rest,
    base: "core",
    path: [...project, "_apis", "distributedtask", "variablegroups", ...(id === undefined ? [] : [id])],
    version: "7.0",
    where: `project ${place.project.name}`,
  };
}

/** `GET serviceendpoint/endpoints`, API 7.0. */
async function serviceNames({ client, place }: Wires): Promise<readonly string[]> {
  const items = await client.list({
    base: "core",
    path: [place.project.id, "_apis", "serviceendpoint", "endpoints"],
    version: "7.0",
    what: "The service connections could not be read",
    where: `project ${place.project.name}`,
  });
  return items.flatMap((item) => readText(readObject(item)?.["name"]) ?? []);
}

async function fetched({ client, place }: Wires, id: number, what: string): Promise<WireGroup> {
  const wire = readWireGroup(await orAbsent(client.json(call(place, { id, what }))));
  if (wire) return wire;
  throw refusal({
    code: "RM011",
    what,
    where: `project ${place.project.name}`,
    cause: `There is no variable group ${id}, or you may not see it`,
    next: "Look in the library, and ask for the role Reader of the group",
  });
}

async function create({ client, place }: Wires, draft: GroupDraft): Promise<VariableGroup> {
  const what = `Variable group ${draft.name} was not created`;
  const body = { type: "Vsts", ...bodyOf(draft, place), variables: variablesOf(draft) };
  const made = readWireGroup(
    await client.json(call(place, { method: "POST", body, everywhere: true, what })),
  );
  if (made) return readGroup(made);
  throw unclear(place, what);
}

function unclear(place: Place, what: string): Failure {
  return refusal({
    code: "RM044",
    what,
    where: `project ${place.project.name}`,
    cause: "Azure DevOps answered without the group",
    state: "its state is not known",
    retry: "not safe",
    next: "Look in the library whether it is there",
  });
}

function bodyOf(draft: GroupDraft, place: Place): Readonly<Record<string, unknown>> {
  const { name, description } = draft;
  // Without the project's reference Azure DevOps answers 401.
  const reference = {
    name,
    description,
    projectReference: { id: place.project.id, name: place.project.name },
  };
  return { name, description, variableGroupProjectReferences: [reference] };
}

/** A secret without a value is sent as `null`, which keeps the stored one. */
function variablesOf(draft: GroupDraft): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    draft.variables.map(({ name, secret, value }) => [
      name,
      secret ? { value: value ?? null, isSecret: true } : { value: value ?? "" },
    ]),
  );
}

/** There is no etag: the group is read again at the last moment, and whoever saved it meanwhile is not overwritten. */
async function update(wires: Wires, expected: VariableGroup, draft: GroupDraft): Promise<VariableGroup> {
  const { client, place } = wires;
  const what = `Variable group ${expected.name} was not changed`;
  const now = await fetched(wires, expected.id, what);
  const current = readGroup(now);
  if (current.modifiedOn !== expected.modifiedOn) throw changedMeanwhile(place, what, current);
  const references = now.variableGroupProjectReferences;
  const body = {
    ...bodyOf(draft, place),
    ...(Array.isArray(references) && references.length > 0
      ? { variableGroupProjectReferences: references }
      : {}),
    type: now.type ?? "Vsts",
    ...(now.providerData ? { providerData: now.providerData } : {}),
    variables: current.vault ? now.variables : variablesOf(draft),
  };
  const part: Part = { id: expected.id, method: "PUT", body, everywhere: true, what };
  const saved = readWireGroup(await client.json(call(place, part)));
  if (saved) return readGroup(saved);
  throw unclear(place, what);
}

function changedMeanwhile(place: Place, what: string, current: VariableGroup): Failure {
  return refusal({
    code: "RM042",
    what,
    where: `project ${place.project.name}`,
    cause: `${current.modifiedBy ?? "Somebody"} saved it after you opened it`,
    next: "Reload, look at what changed, and do it again",
  });
}

async function authorise(
  { client, place }: Wires,
  group: number,
  pipelines: readonly number[],
): Promise<void> {
  if (pipelines.length === 0) return;
  await client.json({
    base: "core",
    method: "PATCH",
    path: [place.project.id, "_apis", "pipelines", "pipelinepermissions", "variablegroup", group],
    version: "7.0-preview.1",
    body: { pipelines: pipelines.map((id) => ({ id, authorized: true })) },
    repeatable: true,
    what: `The pipelines may not use variable group ${group} yet`,
    where: `project ${place.project.name}`,
  });
}
