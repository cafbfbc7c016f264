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

type Row = Readonly<{
  base: Base;
  location: Omit<Location, "minVersion" | "maxVersion" | "releasedVersion">;
}>;

// base, area, resource, its newest version, Microsoft's id, path
const table = `
core build builds 8 0cd358e1-9217-4d94-8269-1c1ee6f93dcf {project}/_apis/build/{resource}/{buildId}
core build definitions 8 dbeaf647-6167-421a-bda9-c9327b25e2e6 {project}/_apis/build/{resource}/{definitionId}
core build artifacts 5 1db06c96-014e-44e1-ac91-90b2d4b3e984 {project}/_apis/build/builds/{buildId}/{resource}
core build Timeline 3 8baac422-4c6e-4de5-8532-db96d92acffa {project}/_apis/build/builds/{buildId}/{resource}/{timelineId}
core build attachments 2 f2192269-89fa-4f94-baf6-8fb128c55159 {project}/_apis/build/builds/{buildId}/{resource}/{type}
core build attachments 2 af5122d3-3438-485e-a25a-2dbbfde84ee6 {project}/_apis/build/builds/{buildId}/{timelineId}/{recordId}/{resource}/{type}/{name}
core build leases 1 3da19a6a-f088-45c4-83ce-2ad3a87be6c4 {project}/_apis/build/builds/{buildId}/{resource}
core build leases 2 272051e4-9af1-45b5-ae22-8d960a5539d4 {project}/_apis/build/retention/{resource}/{leaseId}
core build logs 2 35a80daf-7f30-45fc-86e8-6b813d9c90df {project}/_apis/build/builds/{buildId}/{resource}/{logId}
core build stages 1 b8aac6c9-744b-46e1-88fc-3550969f9313 {project}/_apis/build/builds/{buildId}/{resource}/{stageRefName}
core pipelines pipelines 1 28e1305e-2afe-47bf-abaf-cbb0e6a91988 {project}/_apis/{resource}/{pipelineId}
core pipelines preview 1 53df2d18-29ea-46a9-bee0-933540f80abf {project}/_apis/{area}/{pipelineId}/{resource}
core pipelines runs 1 7859261e-d2e9-4a68-b820-a5d84cc5bb3d {project}/_apis/{area}/{pipelineId}/{resource}/{runId}
core build tags 3 6e6114b2-8161-44c8-8f6c-c5505782427f {project}/_apis/build/builds/{buildId}/{resource}/{*tag}
release Release definitions 4 d8f96f24-8ea7-4cb6-baab-2df8fc515665 {project}/_apis/{area}/{resource}/{definitionId}
release Release releases 9 a166fde7-27ad-408e-ba75-703c2cc9d500 {project}/_apis/{area}/{resource}/{releaseId}
release Release environments 8 a7e426b1-03dc-48af-9dfe-c98bac612dcb {project}/_apis/{area}/releases/{releaseId}/{resource}/{environmentId}
release Release deployments 2 b005ef73-cddc-448e-9ba2-5193bf36b19f {project}/_apis/{area}/{resource}
release Release approvals 3 b47c6458-e73b-47cb-a770-4df1e8813a91 {project}/_apis/{area}/{resource}
release Release approvals 3 9328e074-59fb-465a-89d9-b09c82ee5109 {project}/_apis/{area}/{resource}/{approvalId}
release Release history 1 23f461c8-629a-4144-a076-3054fa5f268a {project}/_apis/{area}/releases/{releaseId}/{resource}
release Release attachments 1 a4d06688-0dfa-4895-82a5-f43ec9452306 {project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}/attempts/{attemptId}/plan/{planId}/{resource}/{type}
release Release attachments 1 60b86efb-7b8c-4853-8f9f-aa142b77b479 {project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}/attempts/{attemptId}/plan/{planId}/timelines/{timelineId}/records/{recordId}/{resource}/{type}/{name}
release Release logs 2 17c91af7-09fd-4256-bff1-c24ee4f73bc0 {project}/_apis/{area}/releases/{releaseId}/environments/{environmentId}/deployPhases/{releaseDeployPhaseId}/tasks/{taskId}/{resource}
release Release manualinterventions 2 616c46e4-f370-4456-adaa-fbaf79c7b79e {project}/_apis/{area}/releases/{releaseId}/{resource}/{manualInterventionId}
core distributedtask variablegroups 2 f5b09dd5-9d54-45a1-8b5a-1c8287d634cc {project}/_apis/{area}/{resource}/{groupId}
core distributedtask variablegroups 2 ef5b7057-ffc3-4c77-bbad-c10b4a4abcc7 _apis/{area}/{resource}/{groupId}
core build workitems 2 5a21f5d2-5642-47e4-a0bd-1356e6731bee {project}/_apis/build/builds/{buildId}/{resource}
core build workitems 2 52ba8915-5518-42e3-a4bb-b0182d159e2d {project}/_apis/{area}/{resource}/{workitems}
core build changes 2 f10f0ea5-18a1-43ec-a8fb-2042c7be9b43 {project}/_apis/{area}/{resource}/{changes}
core wit workItems 3 72c7ddf8-2cdc-4f60-90cd-ab71c14a399b {project}/_apis/{area}/{resource}/{id}
core wit workItems 3 62d3d110-0047-428c-ad3c-4fe872c91c74 {project}/_apis/{area}/{resource}/\${type}
core wit workItemsBatch 1 908509b6-4248-4475-a1cd-829139ba419f {project}/_apis/{area}/{resource}
core wit updates 3 6570bf97-d02c-4a91-8d93-3abe9895b1a9 {project}/_apis/{area}/workItems/{id}/{resource}/{updateNumber}
core wit workItemTypes 2 7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa {project}/_apis/{area}/{resource}/{type}
core wit wiql 2 a02355f5-5f8a-4671-8e32-369d23aac83d {project}/{team}/_apis/{area}/{resource}/{id}
core Test Runs 3 cadb3810-d47d-4a3c-a234-fe5f3be50138 {project}/_apis/{area}/{resource}/{runId}
core git pullRequests 2 9946fd70-0d40-406e-b686-b4744cbbcc37 {project}/_apis/{area}/repositories/{repositoryId}/{resource}/{pullRequestId}
core core projects 4 603fe2ac-9723-48b9-88ad-09305aa6c6e1 _apis/{resource}/{*projectId}
core Location ConnectionData 1 00d9565f-ed9c-4a06-9a50-00e7896ccab4 _apis/{resource}
core Location ResourceAreas 1 e81700f7-3be2-46de-8624-2eb35882fcaa _apis/{resource}/{areaId}
core Security PermissionEvaluationBatch 1 cf1faa59-1b63-4448-bf04-13d981a46f5d _apis/{area}/{resource}
core Security SecurityNamespaces 1 ce7b9f95-fde9-4be8-a86d-83b366f0b87a _apis/{resource}/{securityNamespaceId}
extensions ExtensionManagement Documents 1 bbe06c18-1c8b-4fcd-b9c6-1535aaab8749 _apis/{area}/InstalledExtensions/{publisherName}/{extensionName}/Data/Scopes/{scopeType}/{scopeValue}/Collections/{collectionName}/{resource}/{documentId}
identities IMS Identities 1 28010c54-d0c0-4c89-a5b0-1c9e188b9fb7 _apis/{resource}/{identityId}
`;

const rows: readonly Row[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const [base = "", area = "", resourceName = "", version = "", id = "", routeTemplate = ""] =
      line.split(" ");
    const location = { id, area, resourceName, routeTemplate, resourceVersion: Number(version) };
    return { base: base as Base, location };
  });

/** The part of Azure DevOps that each area belongs to, by the id that Microsoft's clients know. */
export const resourceAreas: readonly Readonly<{ id: string; name: string; base: Base }>[] = [
  { id: "965220d5-5bb9-42cf-8d67-9b146df2a5a4", name: "build", base: "core" },
  { id: "efc2f575-36ef-48e9-b672-0c6fb4a48ac5", name: "Release", base: "release" },
  { id: "a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd", name: "distributedtask", base: "core" },
  { id: "6c2b0933-3600-42ae-bf8b-93d4f7e83594", name: "ExtensionManagement", base: "extensions" },
  { id: "79134c72-4a58-4b42-976c-04e7115f32bf", name: "core", base: "core" },
  // Microsoft's Node client looks for pipelines under this one.
  { id: "5264459e-e5e0-4bd8-b118-0985e68a4ec5", name: "processes", base: "core" },
  { id: "1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7", name: "serviceendpoint", base: "core" },
  { id: "c2aa639c-3ccc-4740-b3b6-ce2a1e1d984e", name: "Test", base: "core" },
  { id: "4e080c62-fa21-4fbc-8fef-2a10a2b38049", name: "git", base: "core" },
  { id: "8a3d49b8-91f0-46ef-b33d-dda338c25db3", name: "IMS", base: "identities" },
];

/** The locations of one part of Azure DevOps, as `OPTIONS _apis[/area]` answers them. */
export function locationsOf(
  bases: readonly Base[],
  area: string | undefined,
  newest: number,
): readonly Location[] {
  return rows
    .filter(({ base }) => bases.includes(base))
    .filter(({ location }) => area === undefined || location.area.toLowerCase() === area.toLowerCase())
    .map(({ location }) => versioned(location, newest));
}

/** Only ever asked for with `-preview`. */
const previews = new Set(["ConnectionData", "ResourceAreas", "Documents", "history"]);

function versioned(location: Row["location"], newest: number): Location {
  const released = Math.min(newest, 7.1).toFixed(1);
  return {
    ...location,
    minVersion: "1.0",
    maxVersion: newest.toFixed(1),
    releasedVersion: previews.has(location.resourceName) ? "0.0" : released,
  };
}
