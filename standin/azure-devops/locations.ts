import type { Base } from "./http/router.ts";

/** Where one resource lives: Microsoft's own clients ask for this before their first call. */
type Location = Readonly<{
  id: string;
  area: string;
  resourceName: string;
  routeTemplate: string;
  resourceVersion: number;
  minVersion: string;
  maxVersion: string;
  releasedVersion: string;
}>;

type Row = readonly [id: string, resource: string, template: string, resourceVersion: number];

const areas: readonly Readonly<{ base: Base; area: string; rows: readonly Row[] }>[] = [
  {
    base: "core",
    area: "build",
    rows: [
      ["0cd358e1-9217-4d94-8269-1c1ee6f93dcf", "builds", "{project}/_apis/build/{resource}/{buildId}", 8],
      [
        "dbeaf647-6167-421a-bda9-c9327b25e2e6",
        "definitions",
        "{project}/_apis/build/{resource}/{definitionId}",
        8,
      ],
      [
        "1db06c96-014e-44e1-ac91-90b2d4b3e984",
        "artifacts",
        "{project}/_apis/build/builds/{buildId}/{resource}",
        5,
      ],
      [
        "8baac422-4c6e-4de5-8532-db96d92acffa",
        "Timeline",
        "{project}/_apis/build/builds/{buildId}/{resource}/{timelineId}",
        3,
      ],
      [
        "f2192269-89fa-4f94-baf6-8fb128c55159",
        "attachments",
        "{project}/_apis/build/builds/{buildId}/{resource}/{type}",
        2,
      ],
      [
        "af5122d3-3438-485e-a25a-2dbbfde84ee6",
        "attachments",
        "{project}/_apis/build/builds/{buildId}/{timelineId}/{recordId}/{resource}/{type}/{name}",
        2,
      ],
      [
        "3da19a6a-f088-45c4-83ce-2ad3a87be6c4",
        "leases",
        "{project}/_apis/build/builds/{buildId}/{resource}",
        1,
      ],
      [
        "272051e4-9af1-45b5-ae22-8d960a5539d4",
        "leases",
        "{project}/_apis/build/retention/{resource}/{leaseId}",
        2,
      ],
      [
        "35a80daf-7f30-45fc-86e8-6b813d9c90df",
        "logs",
        "{project}/_apis/build/builds/{buildId}/{resource}/{logId}",
        2,
      ],
      [
        "6e6114b2-8161-44c8-8f6c-c5505782427f",
        "tags",
        "{project}/_apis/build/builds/{buildId}/{resource}/{*tag}",
        3,
      ],
      [
        "b8aac6c9-744b-46e1-88fc-3550969f9313",
        "stages",
        "{project}/_apis/build/builds/{buildId}/{resource}/{stageRefName}",
        1,
      ],
    ],
  },
  {
    base: "release",
    area: "Release",
    rows: [
      [
        "d8f96f24-8ea7-4cb6-baab-2df8fc515665",
        "definitions",
        "{project}/_apis/{area}/{resource}/{definitionId}",
        4,
      ],
      [
        "a166fde7-27ad-408e-ba75-703c2cc9d500",
        "releases",
        "{project}/_apis/{area}/{resource}/{releaseId}",
        9,
      ],
      [
        "a7e426b1-03dc-48af-9dfe-c98bac612dcb",
        "environments",
        "{project}/_apis/{area}/releases/{releaseId}/{resource}/{environmentId}",
        8,
      ],
      ["b005ef73-cddc-448e-9ba2-5193bf36b19f", "deployments", "{project}/_apis/{area}/{resource}", 2],
      ["b47c6458-e73b-47cb-a770-4df1e8813a91", "approvals", "{project}/_apis/{area}/{resource}", 3],
      [
        "9328e074-59fb-465a-89d9-b09c82ee5109",
        "approvals",
        "{project}/_apis/{area}/{resource}/{approvalId}",
        3,
      ],
      [
        "23f461c8-629a-4144-a076-3054fa5f268a",
        "history",
        "{project}/_apis/{area}/releases/{releaseId}/{resource}",
        1,
      ],
      [
        "a4d06688-0dfa-4895-82a5-f43ec9452306",
        "attachments",
        "{project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}/attempts/{attemptId}/plan/{planId}/{resource}/{type}",
        1,
      ],
      [
        "60b86efb-7b8c-4853-8f9f-aa142b77b479",
        "attachments",
        "{project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}/attempts/{attemptId}/plan/{planId}/timelines/{timelineId}/records/{recordId}/{resource}/{type}/{name}",
        1,
      ],
      [
        "17c91af7-09fd-4256-bff1-c24ee4f73bc0",
        "logs",
        "{project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}/deployPhases/{releaseDeployPhaseId}/tasks/{taskId}/{resource}",
        2,
      ],
      [
        "616c46e4-f370-4456-adaa-fbaf79c7b79e",
        "manualinterventions",
        "{project}/_apis/{area}/releases/{releaseId}/{resource}/{manualInterventionId}",
        2,
      ],
    ],
  },
  {
    base: "core",
    area: "distributedtask",
    rows: [
      [
        "f5b09dd5-9d54-45a1-8b5a-1c8287d634cc",
        "variablegroups",
        "{project}/_apis/{area}/{resource}/{groupId}",
        2,
      ],
      ["ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7", "variablegroups", "_apis/{area}/{resource}/{groupId}", 2],
    ],
  },
  {
    base: "core",
    area: "core",
    rows: [["603fe2ac-9723-48b9-88ad-09305aa6c6e1", "projects", "_apis/{resource}/{*projectId}", 4]],
  },
  {
    base: "core",
    area: "Location",
    rows: [
      ["00d9565f-ed9c-4a06-9a50-00e7896ccab4", "ConnectionData", "_apis/{resource}", 1],
      ["e81700f7-3be2-46de-8624-2eb35882fcaa", "ResourceAreas", "_apis/{resource}/{areaId}", 1],
    ],
  },
  {
    base: "core",
    area: "Security",
    rows: [
      ["cf1faa59-1b63-4448-bf04-13d981a46f5d", "PermissionEvaluationBatch", "_apis/{area}/{resource}", 1],
      [
        "ce7b9f95-fde9-4be8-a86d-83b366f0b87a",
        "SecurityNamespaces",
        "_apis/{resource}/{securityNamespaceId}",
        1,
      ],
    ],
  },
  {
    base: "core",
    area: "serviceendpoint",
    rows: [
      [
        "e85f1c62-adfc-4b74-b618-11a150fb195e",
        "endpoints",
        "{project}/_apis/{area}/{resource}/{endpointId}",
        4,
      ],
    ],
  },
  {
    base: "extensions",
    area: "ExtensionManagement",
    rows: [
      [
        "bbe06c18-1c8b-4fcd-b9c6-1535aaab8749",
        "Documents",
        "_apis/{area}/InstalledExtensions/{publisherName}/{extensionName}/Data/Scopes/{scopeType}/{scopeValue}/Collections/{collectionName}/{resource}/{documentId}",
        1,
      ],
      [
        "fb0da285-f23e-4b56-8b53-3ef5f9f6de66",
        "InstalledExtensionsByName",
        "_apis/{area}/{resource}/{publisherName}/{extensionName}/{version}",
        2,
      ],
    ],
  },
  {
    base: "identities",
    area: "IMS",
    rows: [["28010c54-d0c0-4c89-a5b0-1c9e188b9fb7", "Identities", "_apis/{resource}/{identityId}", 1]],
  },
];

/** The part of Azure DevOps that each area belongs to, by the id that Microsoft's clients know. */
export const resourceAreas: readonly Readonly<{ id: string; name: string; base: Base }>[] = [
  { id: "965220d5-5bb9-42cf-8d67-9b146df2a5a4", name: "build", base: "core" },
  { id: "efc2f575-36ef-48e9-b672-0c6fb4a48ac5", name: "Release", base: "release" },
  { id: "a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd", name: "distributedtask", base: "core" },
  { id: "6c2b0933-3600-42ae-bf8b-93d4f7e83594", name: "ExtensionManagement", base: "extensions" },
  { id: "79134c72-4a58-4b42-976c-04e7115f32bf", name: "core", base: "core" },
  { id: "1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7", name: "serviceendpoint", base: "core" },
  { id: "8a3d49b8-91f0-46ef-b33d-dda338c25db3", name: "IMS", base: "identities" },
];

/** The locations of one part of Azure DevOps, as `OPTIONS _apis[/area]` answers them. */
export function locationsOf(
  bases: readonly Base[],
  area: string | undefined,
  newest: number,
): readonly Location[] {
  return areas
    .filter(
      ({ base, area: name }) => bases.includes(base) && (area ?? name).toLowerCase() === name.toLowerCase(),
    )
    .flatMap(({ area: name, rows }) => rows.map((row) => locationOf(name, row, newest)));
}

/** Only ever asked for with `-preview`. */
const previews = new Set(["ConnectionData", "ResourceAreas", "Documents", "history"]);

function locationOf(
  area: string,
  [id, resourceName, routeTemplate, resourceVersion]: Row,
  newest: number,
): Location {
  const released = Math.min(newest, 7.1).toFixed(1);
  return {
    id,
    area,
    resourceName,
    routeTemplate,
    resourceVersion,
    minVersion: "1.0",
    maxVersion: newest.toFixed(1),
    releasedVersion: previews.has(resourceName) ? "0.0" : released,
  };
}
