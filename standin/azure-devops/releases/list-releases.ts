import type { Call } from "../http/call.ts";
import { listQuery, numberQuery } from "../http/call.ts";
import { list } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Site } from "../site.ts";
import type { Release } from "../state/release-state.ts";
import { sourceId } from "./definition-wire.ts";
import { releaseOnWire } from "./release-wire.ts";

/** The first of a list, and the id at which the next page begins. */
export function page<T extends { id: number }>(
  items: readonly T[],
  top: number,
): { items: readonly T[]; next?: string } {
  const next = items[top];
  return { items: items.slice(0, top), ...(next === undefined ? {} : { next: String(next.id) }) };
}

type Filter = (release: Release) => boolean;

/** `GET releases`, with the filters that the description names. */
export function listReleases(site: Site, call: Call): Reply {
  const filters = [...plainFilters(call), ...stageFilters(call), ...sourceFilters(site, call)];
  const found = site.state.release.releases.filter((release) => filters.every((fits) => fits(release)));
  const ascending = call.query("queryOrder")?.toLowerCase() === "ascending";
  found.sort((a, b) => (ascending ? a.id - b.id : b.id - a.id));
  const from = numberQuery(call, "continuationToken");
  const rest = found.filter(({ id }) => from === undefined || (ascending ? id >= from : id <= from));
  const { items, next } = page(rest, Math.min(numberQuery(call, "$top") ?? 50, 100));
  const words = (call.query("$expand") ?? "none")
    .toLowerCase()
    .split(",")
    .map((word) => word.trim());
  const expand = {
    environments: words.includes("environments"),
    artifacts: words.includes("artifacts"),
    variables: words.includes("variables"),
    approvals: words.includes("approvals"),
    tasks: false,
  };
  return list(
    items.map((release) => releaseOnWire(site, release, expand)),
    next,
  );
}

function plainFilters(call: Call): readonly Filter[] {
  const definition = numberQuery(call, "definitionId");
  const search = call.query("searchText")?.toLowerCase();
  const status = call.query("statusFilter")?.toLowerCase();
  const deleted = call.query("isDeleted")?.toLowerCase() === "true";
  const ids = listQuery(call, "releaseIdFilter")?.map(Number);
  const creator = call.query("createdBy");
  return [
    ({ definitionId }) => definition === undefined || definitionId === definition,
    ({ name }) => search === undefined || name.toLowerCase().includes(search),
    (release) => status === undefined || release.status === status,
    ({ isDeleted }) => isDeleted === deleted,
    ({ id }) => ids?.includes(id) ?? true,
    ({ createdBy }) => creator === undefined || createdBy.id === creator,
    ...dateFilters(call),
  ];
}

function dateFilters(call: Call): readonly Filter[] {
  const least = Date.parse(call.query("minCreatedTime") ?? "");
  const most = Date.parse(call.query("maxCreatedTime") ?? "");
  return [
    ({ createdOn }) => Number.isNaN(least) || Date.parse(createdOn) >= least,
    ({ createdOn }) => Number.isNaN(most) || Date.parse(createdOn) <= most,
  ];
}

function stageFilters(call: Call): readonly Filter[] {
  const stage = numberQuery(call, "definitionEnvironmentId");
  const status = call.query("environmentStatusFilter");
  if (stage === undefined && status === undefined) return [];
  return [
    ({ environments }) =>
      environments.some(
        (one) =>
          (stage === undefined || one.definition.id === stage) &&
          (status === undefined || one.status === status || String(stateNumbers[one.status]) === status),
      ),
  ];
}

const stateNumbers = {
  notStarted: 1,
  inProgress: 2,
  succeeded: 4,
  canceled: 8,
  rejected: 16,
  queued: 32,
  scheduled: 64,
  partiallySucceeded: 128,
} as const;

function sourceFilters(site: Site, call: Call): readonly Filter[] {
  const type = call.query("artifactTypeId");
  const source = call.query("sourceId");
  const version = call.query("artifactVersionId");
  const branch = call.query("sourceBranchFilter");
  return [
    () => type === undefined || type.toLowerCase() === "build",
    ({ artefacts }) => source === undefined || artefacts.some((one) => sourceId(site, one) === source),
    ({ artefacts }) => version === undefined || artefacts.some(({ buildId }) => String(buildId) === version),
    ({ artefacts }) => branch === undefined || artefacts.some(({ sourceBranch }) => sourceBranch === branch),
  ];
}
