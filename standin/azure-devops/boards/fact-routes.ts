import { findBuild } from "../builds/build-wire.ts";
import { projectReference } from "../builds/build-wire.ts";
import type { Build } from "../state/build-state.ts";
import type { Call } from "../http/call.ts";
import { numberQuery } from "../http/call.ts";
import { json, list, notFound } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { projectAddress, type Site } from "../site.ts";
import { itemAddress } from "./work-item-wire.ts";

/** What gates ask of besides work items: test runs and pull requests; and what the commits of builds name. */
export function factRoutes(site: Site): readonly Route[] {
  const get = (path: string, handle: Route["handle"]): Route => ({
    base: "core",
    method: "GET",
    path: `{project}/_apis/${path}`,
    handle,
  });
  return [
    get("build/builds/{build}/workitems", (call) => ofBuild(site, call)),
    get("build/workitems", (call) => betweenBuilds(site, call)),
    get("build/changes", (call) => changesBetween(site, call)),
    get("test/runs/{run}", (call) => testRun(site, call)),
    get("git/repositories/{repository}/pullrequests/{pullRequest}", (call) => pullRequest(site, call)),
  ];
}

/** Those that the commit of the build names. */
function ofBuild(site: Site, call: Call): Reply {
  const { sourceVersion } = findBuild(site, call.id("build"));
  const found = site.state.work.items.filter(({ commits }) => commits.includes(sourceVersion));
  const shown = found.slice(0, numberQuery(call, "$top") ?? 50);
  return list(shown.map(({ id }) => ({ id: String(id), url: itemAddress(site, id) })));
}

/** The builds after the first one up to and with the last one, of the same pipeline and branch. */
function buildsBetween(site: Site, call: Call): readonly Build[] {
  const from = findBuild(site, numberQuery(call, "fromBuildId") ?? 0);
  const to = findBuild(site, numberQuery(call, "toBuildId") ?? 0);
  return site.state.build.builds.filter(
    ({ id, definitionId, sourceBranch }) =>
      id > from.id && id <= to.id && definitionId === to.definitionId && sourceBranch === to.sourceBranch,
  );
}

/** One commit each, which builds of the same one share. */
function commitsBetween(site: Site, call: Call): readonly string[] {
  return [...new Set(buildsBetween(site, call).map(({ sourceVersion }) => sourceVersion))];
}

function betweenBuilds(site: Site, call: Call): Reply {
  const commits = commitsBetween(site, call);
  const found = site.state.work.items.filter((item) => item.commits.some((one) => commits.includes(one)));
  const shown = found.slice(0, numberQuery(call, "$top") ?? 50);
  return list(shown.map(({ id }) => ({ id: String(id), url: itemAddress(site, id) })));
}

function changesBetween(site: Site, call: Call): Reply {
  const repository = `${projectAddress(site, "core")}/_apis/git/repositories/Contoso`;
  const shown = commitsBetween(site, call).slice(0, numberQuery(call, "$top") ?? 50);
  return list(
    shown.map((id) => ({
      id,
      message: `Commit ${id.slice(0, 8)}`,
      type: "TfsGit",
      location: `${repository}/commits/${id}`,
      displayUri: `${repository}/commits/${id}`,
    })),
  );
}

function testRun(site: Site, call: Call): Reply {
  const run = site.state.work.testRuns.find(({ id }) => id === call.id("run"));
  if (run === undefined)
    throw notFound("TestObjectNotFoundException", `Test run ${call.part("run")} could not be found.`);
  const { id, name, state, totalTests, passedTests, startedOn, completedOn } = run;
  const owner = site.callers.identity(run.owner);
  const { id: projectId, name: projectName, url } = projectReference(site);
  return json({
    id,
    name,
    url: `${projectAddress(site, "core")}/_apis/test/Runs/${id}`,
    isAutomated: true,
    owner,
    project: { id: projectId, name: projectName, url },
    startedDate: startedOn,
    ...(completedOn === undefined ? {} : { completedDate: completedOn }),
    state,
    postProcessState: "Complete",
    totalTests,
    passedTests,
    unanalyzedTests: totalTests - passedTests,
    revision: 1,
  });
}

function pullRequest(site: Site, call: Call): Reply {
  const repository = call.part("repository").toLowerCase();
  const found = site.state.work.pullRequests.find(
    (one) =>
      one.id === call.id("pullRequest") &&
      [one.repository.id, one.repository.name.toLowerCase()].includes(repository),
  );
  if (found === undefined) {
    throw notFound(
      "GitPullRequestNotFoundException",
      `TF401180: The requested pull request was not found: ${call.part("pullRequest")}.`,
    );
  }
  const { id, title, status, source, target, createdBy, createdOn, closedOn } = found;
  const address = `${projectAddress(site, "core")}/_apis/git/repositories/${found.repository.id}`;
  return json({
    repository: { ...found.repository, url: address, project: projectReference(site) },
    pullRequestId: id,
    codeReviewId: id,
    status,
    createdBy,
    creationDate: createdOn,
    ...(closedOn === undefined ? {} : { closedDate: closedOn }),
    title,
    description: "",
    sourceRefName: source,
    targetRefName: target,
    mergeStatus: "succeeded",
    isDraft: false,
    reviewers: [],
    url: `${address}/pullRequests/${id}`,
    supportsIterations: true,
  });
}
