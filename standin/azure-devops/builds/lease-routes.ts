import { flagField, numberField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { listQuery, numberQuery } from "../http/call.ts";
import { Refusal, invalid, json, list, notFound, nothing } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { demand } from "../people/rights.ts";
import type { Site } from "../site.ts";
import type { Lease } from "../state/build-state.ts";
import { findBuild } from "./build-wire.ts";
import { day } from "./retention.ts";

const root = "{project}/_apis/build";
const mostDays = 36_500;

/** Holds on runs. */
export function leaseRoutes(site: Site): readonly Route[] {
  const leases = `${root}/retention/leases`;
  return [
    { base: "core", method: "POST", path: leases, handle: (call) => addLeases(site, call) },
    { base: "core", method: "GET", path: leases, handle: (call) => listLeases(site, call) },
    { base: "core", method: "DELETE", path: leases, handle: (call) => deleteLeases(site, call) },
    {
      base: "core",
      method: "GET",
      path: `${leases}/{lease}`,
      handle: (call) => json(findLease(site, call.id("lease"))),
    },
    { base: "core", method: "PATCH", path: `${leases}/{lease}`, handle: (call) => updateLease(site, call) },
    {
      base: "core",
      method: "GET",
      path: `${root}/builds/{build}/leases`,
      handle: (call) => {
        const { id } = findBuild(site, call.id("build"));
        return list(valid(site).filter(({ runId }) => runId === id));
      },
    },
  ];
}

/** Those that ran out are gone. */
function valid(site: Site): readonly Lease[] {
  const now = site.clock.now();
  return site.state.build.leases.filter(({ validUntil }) => Date.parse(validUntil) > now);
}

function findLease(site: Site, id: number): Lease {
  const found = valid(site).find(({ leaseId }) => leaseId === id);
  if (found === undefined)
    throw notFound("RetentionLeaseNotFoundException", `The lease ${id} does not exist.`);
  return found;
}

function listLeases(site: Site, call: Call): Reply {
  const owner = call.query("ownerId");
  const user = call.query("userOwnerId");
  const definition = numberQuery(call, "definitionId");
  const run = numberQuery(call, "runId");
  if (owner === undefined && user === undefined && definition === undefined && run === undefined) {
    throw invalid("At least one of ownerId, definitionId and runId is needed.");
  }
  return list(
    valid(site)
      .filter(({ ownerId }) => owner === undefined || ownerId === owner)
      .filter(({ ownerId }) => user === undefined || ownerId === `User:${user}`)
      .filter(({ definitionId }) => definition === undefined || definitionId === definition)
      .filter(({ runId }) => run === undefined || runId === run),
  );
}

function addLeases(site: Site, call: Call): Reply {
  if (!Array.isArray(call.body)) throw invalid("A list of leases is expected.");
  const wanted = (call.body as readonly unknown[]).map((item) => leaseOrder(site, call, item));
  const made = wanted.map(({ runId, definitionId, ownerId, daysValid, protectPipeline }) => {
    const lease: Lease = {
      leaseId: site.next("lease"),
      runId,
      definitionId,
      ownerId,
      createdOn: site.clock.iso(),
      validUntil: new Date(site.clock.now() + daysValid * day).toISOString(),
      protectPipeline,
    };
    site.state.build.leases.push(lease);
    return lease;
  });
  site.changed();
  return list(made);
}

type LeaseOrder = Omit<Lease, "leaseId" | "createdOn" | "validUntil"> & { daysValid: number };

function leaseOrder(site: Site, call: Call, item: unknown): LeaseOrder {
  const { id: runId, definitionId } = findBuild(site, numberField(item, "runId") ?? 0);
  mayHold(call, runId);
  const ownerId = textField(item, "ownerId") ?? "";
  if (ownerId === "") throw invalid("A lease needs an ownerId.");
  if (numberField(item, "definitionId") !== definitionId) {
    throw invalid(`The run ${runId} does not belong to that pipeline.`);
  }
  const protectPipeline = flagField(item, "protectPipeline") ?? false;
  return { runId, definitionId, ownerId, daysValid: daysIn(item), protectPipeline };
}

function daysIn(item: unknown): number {
  const days = numberField(item, "daysValid") ?? 0;
  if (days < 1 || days > mostDays) throw invalid(`daysValid must lie between 1 and ${mostDays}.`);
  return days;
}

/** A job may hold any run of the project: it carries the right of its identity, not only over its own run. */
function mayHold({ caller }: Call, run: number): void {
  demand(caller, "RetainIndefinitely", `build ${run}`);
}

function updateLease(site: Site, call: Call): Reply {
  const lease = findLease(site, call.id("lease"));
  mayHold(call, lease.runId);
  const days = numberField(call.body, "daysValid");
  const protect = flagField(call.body, "protectPipeline");
  if (days !== undefined) lease.validUntil = new Date(site.clock.now() + days * day).toISOString();
  if (protect !== undefined) lease.protectPipeline = protect;
  site.changed();
  return json(lease);
}

function deleteLeases(site: Site, call: Call): Reply {
  const ids = listQuery(call, "ids")?.map(Number);
  if (ids === undefined) throw new Refusal(400, "ArgumentNullException", "The parameter ids is missing.");
  for (const id of ids) mayHold(call, findLease(site, id).runId);
  site.state.build.leases = site.state.build.leases.filter(({ leaseId }) => !ids.includes(leaseId));
  site.changed();
  return nothing();
}
