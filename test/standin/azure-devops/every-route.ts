import { randomUUID } from "node:crypto";
import type { State } from "../../../standin/azure-devops/state/state.ts";
import { ofChecks } from "./every-check-route.ts";
import { ofRuns } from "./every-run-route.ts";
import type { Bench } from "./small-world.ts";

type Request = readonly [method: string, path: string, body?: unknown];

/** One request for each route, after build 1 and release 1 were made in a small world. */
export function everyRoute(bench: Bench): readonly Request[] {
  return [
    ...ofBuilds(bench),
    ...ofReleases(bench),
    ...ofGroups(bench),
    ...ofPlaces(bench),
    ...ofChecks(bench),
    ...ofRuns(bench),
    ...ofWork(bench),
  ];
}

function ofBuilds({ core, organisation }: Bench): readonly Request[] {
  const builds = `${core}/build/builds`;
  const leases = `${core}/build/retention/leases`;
  const { planId = "" } = organisation.state.build.builds[0] ?? {};
  const lease = { definitionId: 1, runId: 1, ownerId: "us", daysValid: 3, protectPipeline: false };
  const filter = "definitions=1&statusFilter=completed&resultFilter=succeeded";
  return [
    ["GET", `${builds}?queryOrder=queueTimeDescending&$top=50&${filter}&api-version=7.0`],
    ["GET", `${builds}/1?api-version=7.0`],
    ["GET", `${builds}?buildIds=1,99&$top=2&api-version=7.0`],
    ["GET", `${core}/build/definitions?definitionIds=1,99&$top=2&api-version=7.0`],
    ["GET", `${core}/build/definitions?processType=2&$top=1000&api-version=7.0`],
    ["GET", `${core}/build/definitions?api-version=7.0`],
    ["GET", `${core}/build/definitions/1?api-version=7.0`],
    ["GET", `${builds}/1/artifacts?api-version=7.0`],
    ["GET", `${builds}/1/artifacts?artifactName=Web&api-version=7.0`],
    ["GET", `${builds}/1/timeline/${planId}?api-version=7.2-preview.3`],
    ["GET", `${builds}/1/attachments/release-manager.seal?api-version=7.0`],
    ["GET", `${builds}/1/logs?api-version=7.0`],
    ["GET", `${builds}/1/tags?api-version=7.0`],
    ["POST", `${leases}?api-version=7.0`, [lease]],
    ["GET", `${builds}/1/leases?api-version=7.0`],
    ["GET", `${leases}?ownerId=us&api-version=7.0`],
    ["GET", `${leases}/1?api-version=7.0`],
    ["PATCH", `${leases}/1?api-version=7.0`, { daysValid: 4, protectPipeline: false }],
    ["DELETE", `${leases}?ids=1&api-version=7.0`],
  ];
}

/** Work items and test runs are not among the descriptions: their routes have tests of their own. */
function ofWork({ core, organisation }: Bench): readonly Request[] {
  const createdBy = organisation.state.build.builds[0]?.requestedBy;
  if (createdBy !== undefined) {
    organisation.state.work.pullRequests.push({
      ...{
        id: 1,
        repository: { id: randomUUID(), name: "Contoso" },
        title: "One",
        status: "active",
        createdBy,
      },
      ...{ source: "refs/heads/one", target: "refs/heads/main", createdOn: new Date().toISOString() },
    });
  }
  return [
    ["GET", `${core}/build/builds/1/workitems?$top=1000&api-version=7.0`],
    ["GET", `${core}/build/workitems?fromBuildId=1&toBuildId=1&$top=200&api-version=7.0-preview.2`],
    ["GET", `${core}/build/changes?fromBuildId=1&toBuildId=1&$top=200&api-version=7.0-preview.2`],
    ["GET", `${core}/git/repositories/Contoso/pullrequests/1?api-version=7.0`],
  ];
}

function ofReleases({ release, organisation }: Bench): readonly Request[] {
  const base = `${release}/release`;
  const stage = `${base}/releases/1/environments/1`;
  const plan = firstPlan(organisation.state);
  const all = "$expand=environments,artifacts,variables,approvals&queryOrder=descending&$top=50";
  return [
    ["GET", `${base}/definitions?$expand=environments,artifacts,variables&$top=100&api-version=7.0`],
    ["GET", `${base}/definitions/1?api-version=7.0`],
    ["GET", `${base}/releases?${all}&api-version=7.0`],
    ["GET", `${base}/releases?releaseIdFilter=1,99&$top=2&api-version=7.0`],
    ["GET", `${base}/releases/1?$expand=tasks&approvalFilters=all&api-version=7.0`],
    ["GET", `${base}/releases/1/history?api-version=7.0-preview.1`],
    ["GET", `${stage}?api-version=7.0`],
    ["GET", `${base}/releases/1/manualinterventions?api-version=7.0`],
    ["GET", `${base}/deployments?definitionId=1&api-version=7.0`],
    ["GET", `${base}/approvals?statusFilter=approved&api-version=7.0`],
    ["GET", `${stage}/attempts/1/plan/${plan}/attachments/x.record?api-version=7.0`],
    ["PATCH", `${base}/releases/1?api-version=7.0`, { keepForever: true }],
  ];
}

function firstPlan({ release }: State): string {
  const plans = release.releases
    .flatMap(({ environments }) => environments.flatMap(({ attempts }) => attempts))
    .flatMap(({ phases }) => phases.map(({ runPlanId }) => runPlanId));
  return plans[0] ?? "";
}

function ofGroups({ core, organisation }: Bench): readonly Request[] {
  const { id, name } = organisation.state.project;
  const group = {
    name: "Clone",
    description: "",
    type: "Vsts",
    variables: { ClientID: { value: "x" }, Secret: { value: "y", isSecret: true } },
    variableGroupProjectReferences: [{ name: "Clone", description: "", projectReference: { id, name } }],
  };
  const groups = "/contoso/_apis/distributedtask/variablegroups";
  const permissions = `${core}/pipelines/pipelinepermissions/variablegroup/2?api-version=7.0-preview.1`;
  return [
    ["GET", `${core}/distributedtask/variablegroups?$top=100&queryOrder=idAscending&api-version=7.0`],
    ["GET", `${core}/distributedtask/variablegroups/1?api-version=7.0`],
    ["POST", `${groups}?api-version=7.0`, group],
    ["PUT", `${groups}/2?api-version=7.0`, group],
    ["PATCH", permissions, { pipelines: [{ id: 1, authorized: true }] }],
    ["GET", permissions],
    ["DELETE", `${groups}/2?projectIds=${id}&api-version=7.0`],
  ];
}

function ofPlaces({ core, organisation }: Bench): readonly Request[] {
  const { project, people } = organisation.state;
  const securityNamespaceId = "c788c23e-1b46-4162-8f5e-d7585343b5de";
  const evaluations = [{ securityNamespaceId, token: `${project.id}/1`, permissions: 64 }];
  return [
    [
      "POST",
      "/contoso/_apis/security/permissionevaluationbatch?api-version=7.0",
      { alwaysAllowAdministrators: false, evaluations },
    ],
    ["GET", `/contoso/_apis/securitynamespaces/${securityNamespaceId}?api-version=7.0`],
    ["GET", "/contoso/_apis/projects?api-version=7.0"],
    ["GET", "/contoso/_apis/projects/Contoso?api-version=7.0"],
    ["GET", `/contoso/_apis/projects/${project.id}/teams?api-version=7.0`],
    ["GET", `${core}/serviceendpoint/endpoints?type=azurerm&api-version=7.0`],
    ["GET", `/ps/contoso/_apis/identities?identityIds=${people[0]?.id ?? ""}&api-version=7.0`],
    ["GET", `/ps/contoso/_apis/identities?searchFilter=General&filterValue=Nobody&api-version=7.0`],
    [
      "GET",
      "/ps/contoso/_apis/identities?identityIds=6e51bfa7-d063-4174-af56-b280afc1d306&queryMembership=ExpandedDown&api-version=7.0",
    ],
    ["GET", "/contoso/_apis/connectionData?connectOptions=none&api-version=7.0-preview"],
  ];
}
