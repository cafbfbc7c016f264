import { existing as existingEnvironments } from "../checks/environment-book.ts";
import { ring } from "../checks/waiting-room.ts";
import { field, flagField, listField, numberField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { listQuery } from "../http/call.ts";
import { invalid, json, list } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { demand } from "../people/rights.ts";
import { projectReference } from "../builds/build-wire.ts";
import type { Site } from "../site.ts";
import type { PipelinePermissions, ServiceConnection } from "../state/state.ts";

/** Which pipelines may use a resource, and the service connections. */
export function resourceRoutes(site: Site): readonly Route[] {
  const permissions = "{project}/_apis/pipelines/pipelinepermissions/{type}/{resource}";
  const endpoints = "{project}/_apis/serviceendpoint/endpoints";
  return [
    {
      base: "core",
      method: "GET",
      path: permissions,
      preview: true,
      handle: (call) => json(onWire(find(site, call))),
    },
    {
      base: "core",
      method: "PATCH",
      path: permissions,
      preview: true,
      handle: (call) => authorise(site, call),
    },
    { base: "core", method: "GET", path: endpoints, handle: (call) => connections(site, call) },
    {
      base: "core",
      method: "GET",
      path: `${endpoints}/{endpoint}`,
      handle: (call) => {
        const found = site.state.connections.find(({ id }) => id === call.part("endpoint"));
        return json(found === undefined ? null : connection(site, found));
      },
    },
  ];
}

function find(site: Site, call: Call): PipelinePermissions {
  const [type, id] = [call.part("type").toLowerCase(), call.part("resource")];
  const existing: Readonly<Record<string, readonly Readonly<{ id: number | string }>[]>> = {
    variablegroup: site.state.groups,
    environment: existingEnvironments(site),
    endpoint: site.state.connections,
  };
  if (existing[type]?.some((one) => String(one.id) === id) === false)
    throw invalid(`The resource ${type} ${id} does not exist.`, "ResourceNotFoundException");
  return (
    site.state.pipelinePermissions.find((one) => one.type === type && one.id === id) ?? {
      type,
      id,
      pipelines: [],
    }
  );
}

function onWire({ type, id, allPipelines, pipelines }: PipelinePermissions): unknown {
  return { resource: { type, id }, pipelines, ...(allPipelines === undefined ? {} : { allPipelines }) };
}

function authorise(site: Site, call: Call): Reply {
  const permissions = find(site, call);
  demand(call.caller, "Administer", `${permissions.type} ${permissions.id}`);
  const { state } = site;
  if (!state.pipelinePermissions.includes(permissions)) state.pipelinePermissions.push(permissions);
  const by = { authorizedBy: call.caller.identity, authorizedOn: site.clock.iso() };
  const everyone = field(call.body, "allPipelines");
  if (everyone !== undefined && everyone !== null) {
    permissions.allPipelines = { authorized: flagField(everyone, "authorized") === true, ...by };
  }
  for (const one of listField(call.body, "pipelines")) {
    const id = numberField(one, "id");
    if (id === undefined) throw invalid("A pipeline has no id.");
    permissions.pipelines = permissions.pipelines.filter((pipeline) => pipeline.id !== id);
    if (flagField(one, "authorized") === true) permissions.pipelines.push({ id, authorized: true, ...by });
  }
  site.changed();
  ring(site);
  return json(onWire(permissions));
}

function connections(site: Site, call: Call): Reply {
  const type = call.query("type");
  const names = listQuery(call, "endpointNames")?.map((name) => name.toLowerCase());
  const found = site.state.connections
    .filter((one) => type === undefined || one.type === type)
    .filter(({ name }) => names?.includes(name.toLowerCase()) ?? true);
  return list(found.map((one) => connection(site, one)));
}

function connection(site: Site, one: ServiceConnection): unknown {
  const { id, name } = projectReference(site);
  return {
    ...one,
    isOutdated: false,
    serviceEndpointProjectReferences: [
      { projectReference: { id, name }, name: one.name, description: one.description },
    ],
  };
}
