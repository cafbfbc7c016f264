import { Failure } from "../../core/failure.ts";
import type { Allowed, Permissions } from "../../core/ports.ts";
import type { Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readBits, readEvaluations } from "./read-security.ts";

/** Namespaces of Azure DevOps's permissions, the same in every organisation. */
const namespaces = {
  releases: "c788c23e-1b46-4162-8f5e-d7585343b5de",
  builds: "33344d9c-fc72-4d6f-aba5-fa317101a7e9",
  library: "b7e84409-6553-448a-bbb2-af228e07cbeb",
} as const;

/** The caller's rights over the security area, API 7.0. Whatever cannot be asked is `unknown`: Azure DevOps decides then. */
export function permissions(client: Client, place: Place): Permissions {
  const bits = bitsByName(client);
  const may = async (namespace: string, name: string, token: string): Promise<Allowed> => {
    try {
      const bit = (await bits(namespace)).get(name);
      return bit === undefined ? "unknown" : await evaluated(client, namespace, token, bit);
    } catch (error) {
      if (error instanceof Failure) return "unknown";
      throw error;
    }
  };
  const project = place.project.id;
  const pipelineToken = (pipeline: Readonly<{ id: number; path: string }>): string =>
    [project, ...folders(pipeline.path), pipeline.id].join("/");
  return {
    createRelease: (pipeline) => may(namespaces.releases, "CreateReleases", pipelineToken(pipeline)),
    deleteReleases: (pipeline) => may(namespaces.releases, "DeleteReleases", pipelineToken(pipeline)),
    deployStage: (pipeline, stage) =>
      may(namespaces.releases, "ManageDeployments", `${pipelineToken(pipeline)}/Environment/${stage}`),
    queueBuilds: (pipelineId) => may(namespaces.builds, "QueueBuilds", `${project}/${pipelineId}`),
    manageGroups: (groupId) =>
      groupId === undefined
        ? may(namespaces.library, "Create", `Library/${project}`)
        : may(namespaces.library, "Administer", `Library/${project}/VariableGroup/${groupId}`),
  };
}

/** `\Folder\Sub` as the parts of a token; the root has none. */
function folders(path: string): readonly string[] {
  return path.split(/[\\/]/).filter((part) => part !== "");
}

/** The bits differ between versions of Azure DevOps: they are asked for by name, once a namespace. */
function bitsByName(client: Client): (namespace: string) => Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, Promise<ReadonlyMap<string, number>>>();
  return (namespace) => {
    const found = known.get(namespace);
    if (found) return found;
    const asked = client
      .json({
        base: "core",
        path: ["_apis", "securitynamespaces", namespace],
        version: "7.0",
        what: "The names of the permissions could not be read",
        where: "the organisation",
      })
      .then(readBits);
    known.set(namespace, asked);
    asked.catch(() => known.delete(namespace));
    return asked;
  };
}

async function evaluated(
  client: Client,
  securityNamespaceId: string,
  token: string,
  bit: number,
): Promise<Allowed> {
  const body = await client.json({
    base: "core",
    method: "POST",
    path: ["_apis", "security", "permissionevaluationbatch"],
    version: "7.0",
    body: {
      alwaysAllowAdministrators: false,
      evaluations: [{ securityNamespaceId, token, permissions: bit }],
    },
    reads: true,
    what: "Your rights could not be read",
    where: "the organisation",
  });
  const [value] = readEvaluations(body);
  if (value === undefined) return "unknown";
  return value ? "yes" : "no";
}
