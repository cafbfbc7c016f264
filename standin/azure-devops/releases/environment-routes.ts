import { enumField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { invalid, json } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { demand } from "../people/rights.ts";
import type { Site } from "../site.ts";
import { stagePlace } from "../state/vault.ts";
import { findEnvironment, findRelease } from "./find.ts";
import type { ReleaseEngine } from "./release-engine.ts";
import { environmentOnWire } from "./release-wire.ts";
import { override, variablesIn } from "./variables.ts";

const statuses = {
  undefined: 0,
  notStarted: 1,
  inProgress: 2,
  succeeded: 4,
  canceled: 8,
  rejected: 16,
  queued: 32,
  scheduled: 64,
  partiallySucceeded: 128,
};

/** One stage of a release: seen, started, scheduled, cancelled. */
export function environmentRoutes(site: Site, engine: ReleaseEngine): readonly Route[] {
  const path = "{project}/_apis/release/releases/{release}/environments/{environment}";
  return [
    {
      base: "release",
      method: "GET",
      path,
      handle: (call) => {
        const release = findRelease(site, call.id("release"));
        const environment = findEnvironment(release, call.id("environment"));
        const tasks = (call.query("$expand") ?? "").toLowerCase().includes("tasks");
        return json(environmentOnWire(site, release, environment, { approvals: true, tasks }));
      },
    },
    { base: "release", method: "PATCH", path, handle: (call) => updateEnvironment(site, engine, call) },
  ];
}

function updateEnvironment(site: Site, engine: ReleaseEngine, call: Call): Reply {
  const release = findRelease(site, call.id("release"));
  const environment = findEnvironment(release, call.id("environment"));
  const { name, id } = environment.definition;
  demand(call.caller, "ManageDeployments", `stage ${name} of ${release.name}`, name);
  const comment = textField(call.body, "comment") ?? "";
  const status = enumField(call.body, "status", statuses);
  const before = environmentOnWire(site, release, environment, { approvals: true, tasks: false });
  const asked = { ...before, status: "queued", id: environment.id, definitionEnvironmentId: id };
  if (status === "canceled") {
    engine.cancel({ release, environment, caller: call.caller, comment });
    return json(environmentOnWire(site, release, environment, { approvals: true, tasks: false }));
  }
  if (status !== "inProgress") throw invalid(`VS402972: A stage cannot be set to ${status ?? "nothing"}.`);
  override(site, environment.variables, variablesIn(call.body), {
    place: stagePlace(environment.id),
    what: "stage",
  });
  const at = scheduledTime(site, call.body);
  const reason = at === undefined ? "manual" : "scheduled";
  engine.start(release, environment, {
    reason,
    by: call.caller.identity,
    comment,
    ...(at === undefined ? {} : { at }),
  });
  return json(
    at === undefined
      ? asked
      : environmentOnWire(site, release, environment, { approvals: true, tasks: false }),
  );
}

function scheduledTime(site: Site, body: unknown): number | undefined {
  const text = textField(body, "scheduledDeploymentTime");
  if (text === undefined || text.startsWith("0001-")) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw invalid(`'${text}' is no date.`);
  if (at <= site.clock.now()) throw invalid("VS402973: The scheduled time lies in the past.");
  return at;
}
