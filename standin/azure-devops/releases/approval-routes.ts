import { enumField, mapField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { listQuery, numberQuery } from "../http/call.ts";
import { Refusal, invalid, json, list, notFound } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { may } from "../people/rights.ts";
import type { Site } from "../site.ts";
import type { Approval, Release, ReleaseEnvironment } from "../state/release-state.ts";
import { page } from "./list-releases.ts";
import type { ReleaseEngine } from "./release-engine.ts";
import { approvalOnWire } from "./release-wire.ts";

type Place = Readonly<{ id: number; release: Release; environment: ReleaseEnvironment; approval: Approval }>;

const statuses = {
  undefined: 0,
  pending: 1,
  approved: 2,
  rejected: 4,
  reassigned: 6,
  canceled: 7,
  skipped: 8,
};

/** Approvals of classic releases. */
export function approvalRoutes(site: Site, engine: ReleaseEngine): readonly Route[] {
  const path = "{project}/_apis/release/approvals";
  return [
    { base: "release", method: "GET", path, handle: (call) => listApprovals(site, call) },
    {
      base: "release",
      method: "PATCH",
      path: `${path}/{approval}`,
      handle: (call) => decide(site, engine, call),
    },
  ];
}

function all(site: Site): readonly Place[] {
  return site.state.release.releases
    .filter(({ isDeleted }) => !isDeleted)
    .flatMap((release) =>
      release.environments.flatMap((environment) =>
        environment.approvals.map((approval) => ({ id: approval.id, release, environment, approval })),
      ),
    );
}

function listApprovals(site: Site, call: Call): Reply {
  const filters = approvalFilters(call);
  const from = numberQuery(call, "continuationToken") ?? 0;
  const rest = all(site)
    .filter((place) => place.id >= from && filters.every((fits) => fits(place)))
    .sort((a, b) => a.id - b.id);
  const { items, next } = page(rest, numberQuery(call, "top") ?? 50);
  return list(
    items.map(({ release, environment, approval }) => approvalOnWire(site, release, environment, approval)),
    next,
  );
}

function approvalFilters(call: Call): readonly ((place: Place) => boolean)[] {
  const assigned = call.query("assignedToFilter")?.toLowerCase();
  const status = call.query("statusFilter")?.toLowerCase() ?? "pending";
  const releases = listQuery(call, "releaseIdsFilter")?.map(Number);
  const type = call.query("typeFilter")?.toLowerCase() ?? "all";
  return [
    ({ approval }) => approval.status.toLowerCase() === status,
    ({ approval }) => type === "all" || approval.approvalType.toLowerCase() === type,
    ({ release }) => releases?.includes(release.id) ?? true,
    ({ approval: { approver } }) => assigned === undefined || isAssigned(approver, assigned),
  ];
}

function isAssigned(approver: Approval["approver"], who: string): boolean {
  return [approver?.id, approver?.displayName, approver?.uniqueName].some(
    (word) => word?.toLowerCase() === who,
  );
}

function decide(site: Site, engine: ReleaseEngine, call: Call): Reply {
  const place = all(site).find(({ id }) => id === call.id("approval"));
  if (place === undefined) {
    throw notFound(
      "ApprovalNotFoundException",
      `VS402977: Approval ${call.part("approval")} does not exist.`,
    );
  }
  const { release, environment, approval } = place;
  judge(call, place);
  const status = enumField(call.body, "status", statuses);
  const comment = textField(call.body, "comments") ?? "";
  if (status === "reassigned") reassign(site, approval, call);
  else if (status === "approved" || status === "rejected") {
    engine.decide(release, environment, approval, { status, caller: call.caller, comment });
  } else throw invalid(`VS402978: An approval cannot be set to ${status ?? "nothing"}.`);
  site.changed();
  return json(approvalOnWire(site, release, environment, approval));
}

/** Who is named may decide, and who manages approvers; not who made the release where the stage says so. */
function judge({ caller }: Call, { release, environment, approval }: Place): void {
  if (approval.status !== "pending") {
    throw invalid(
      `VS402979: Approval ${approval.id} is ${approval.status} already.`,
      "ReleaseManagementException",
    );
  }
  const named = approval.approver?.id === caller.identity.id;
  if (!named && !may(caller, "ManageReleaseApprovers")) {
    throw new Refusal(
      403,
      "AccessDeniedException",
      `VS402982: ${caller.identity.displayName} cannot approve or reject the deployment of ${release.name} to ${environment.definition.name}.`,
    );
  }
  if (!environment.definition.releaseCreatorCanBeApprover && release.createdBy.id === caller.identity.id) {
    throw new Refusal(
      403,
      "AccessDeniedException",
      `VS402983: Who requested ${release.name} cannot approve its deployment to ${environment.definition.name}.`,
    );
  }
}

function reassign(site: Site, approval: Approval, call: Call): void {
  const id = textField(mapField(call.body, "approver"), "id") ?? "";
  if (site.callers.person(id) === undefined) throw invalid(`Nobody has the id ${id}.`);
  approval.approver = site.callers.identity(id);
  approval.modifiedOn = site.clock.iso();
  approval.revision += 1;
}
