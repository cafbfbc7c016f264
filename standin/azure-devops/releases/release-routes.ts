import { isDeepStrictEqual } from "node:util";
import { enumField, flagField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { listQuery, numberQuery } from "../http/call.ts";
import { invalid, json, list, nothing, plainText } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { demand } from "../people/rights.ts";
import type { Site } from "../site.ts";
import { readLines } from "../state/files.ts";
import type { Release } from "../state/release-state.ts";
import { createRelease } from "./create-release.ts";
import { everything, releaseDefinition } from "./definition-wire.ts";
import { findEnvironment, findRelease, findReleaseDefinition } from "./find.ts";
import { note } from "./history.ts";
import { environmentRoutes } from "./environment-routes.ts";
import { listReleases, page } from "./list-releases.ts";
import type { ReleaseEngine } from "./release-engine.ts";
import { releaseOnWire, whole } from "./release-wire.ts";

const root = "{project}/_apis/release";
const statuses = { undefined: 0, draft: 1, active: 2, abandoned: 4 };

/** Definitions and releases. */
export function releaseRoutes(site: Site, engine: ReleaseEngine): readonly Route[] {
  const one = `${root}/releases/{release}`;
  const route = (method: string, path: string, handle: Route["handle"]): Route => ({
    base: "release",
    method,
    path,
    handle,
  });
  return [
    route("GET", `${root}/definitions`, (call) => listDefinitions(site, call)),
    route("GET", `${root}/definitions/{definition}`, (call) =>
      json(releaseDefinition(site, findReleaseDefinition(site, call.id("definition")), everything)),
    ),
    route("GET", `${root}/releases`, (call) => listReleases(site, call)),
    route("POST", `${root}/releases`, (call) => create(site, engine, call)),
    route("GET", one, (call) => get(site, call)),
    route("PATCH", one, (call) => update(site, engine, call)),
    route("DELETE", one, (call) => remove(site, call)),
    route("PUT", one, (call) => (call.body === undefined ? undelete(site, call) : edit(site, call))),
    {
      ...route("GET", `${one}/history`, (call) => list(findRelease(site, call.id("release")).revisions)),
      preview: true,
    },
    route("GET", `${one}/manualinterventions`, (call) => {
      findRelease(site, call.id("release"));
      return list([]);
    }),
    {
      ...route("GET", `${one}/environments/{environment}/deployPhases/{phase}/tasks/{task}/logs`, (call) =>
        taskLog(site, call),
      ),
      binary: true,
    },
    ...environmentRoutes(site, engine),
  ];
}

function listDefinitions(site: Site, call: Call): Reply {
  const expand = (call.query("$expand") ?? "none").toLowerCase().split(",");
  const search = call.query("searchText")?.toLowerCase() ?? "";
  const ids = listQuery(call, "definitionIdFilter")?.map(Number);
  const found = site.state.release.definitions
    .filter(({ name }) => name.toLowerCase().includes(search))
    .filter(({ id }) => ids?.includes(id) ?? true);
  const shown = {
    environments: expand.includes("environments"),
    artifacts: expand.includes("artifacts"),
    variables: expand.includes("variables"),
  };
  const from = numberQuery(call, "continuationToken") ?? 0;
  const rest = found.filter(({ id }) => id >= from).sort((a, b) => a.id - b.id);
  const { items, next } = page(rest, numberQuery(call, "$top") ?? 10_000);
  return list(
    items.map((definition) => releaseDefinition(site, definition, shown)),
    next,
  );
}

function create(site: Site, engine: ReleaseEngine, call: Call): Reply {
  demand(call.caller, "CreateReleases", "release pipelines");
  const release = createRelease(site, call.caller, call.body);
  // The answer is the release as it was made; that its first stage begins is seen by asking again.
  const reply = json(structuredClone(releaseOnWire(site, release, whole)));
  engine.created(release);
  return reply;
}

function get(site: Site, call: Call): Reply {
  const release = findRelease(site, call.id("release"));
  const tasks = (call.query("$expand") ?? "").toLowerCase().includes("tasks");
  return json(releaseOnWire(site, release, { ...whole, tasks }));
}

function update(site: Site, engine: ReleaseEngine, call: Call): Reply {
  const release = findRelease(site, call.id("release"));
  demand(call.caller, "ManageReleases", `release ${release.name}`);
  const status = enumField(call.body, "status", statuses);
  const comment = textField(call.body, "comment") ?? "";
  if (status === "abandoned") abandon(site, release);
  release.keepForever = flagField(call.body, "keepForever") ?? release.keepForever;
  release.name = textField(call.body, "name") ?? release.name;
  release.comment = comment;
  const begins = status === "active" && release.status === "draft";
  if (begins) {
    release.status = "active";
    engine.created(release);
  } else
    note(site, release, {
      by: call.caller.identity,
      what: status === "abandoned" ? "Abandon" : "Update",
      comment,
    });
  site.changed();
  return json(releaseOnWire(site, release, whole));
}

function abandon(site: Site, release: Release): void {
  const busy = release.environments.find(({ status }) => ["inProgress", "queued"].includes(status));
  if (busy !== undefined) {
    throw invalid(
      `VS402946: ${release.name} cannot be abandoned: a deployment to ${busy.definition.name} is in progress. Cancel it first.`,
    );
  }
  for (const environment of release.environments) {
    if (environment.status === "scheduled") environment.status = "canceled";
  }
  release.status = "abandoned";
  site.changed();
}

function remove(site: Site, call: Call): Reply {
  const release = findRelease(site, call.id("release"));
  demand(call.caller, "DeleteReleases", `release ${release.name}`);
  if (release.keepForever)
    throw invalid(`VS402947: ${release.name} is retained indefinitely and cannot be deleted.`);
  if (release.environments.some(({ status }) => status === "inProgress" || status === "queued")) {
    throw invalid(`VS402948: ${release.name} cannot be deleted: a deployment is in progress.`);
  }
  release.isDeleted = true;
  note(site, release, { by: call.caller.identity, what: "Delete", comment: call.query("comment") ?? "" });
  site.changed();
  return nothing();
}

/** `PUT ?comment=` without a body undeletes; with one it replaces the whole release. */
function undelete(site: Site, call: Call): Reply {
  const release = findRelease(site, call.id("release"), true);
  demand(call.caller, "DeleteReleases", `release ${release.name}`);
  release.isDeleted = false;
  note(site, release, { by: call.caller.identity, what: "Undelete", comment: call.query("comment") ?? "" });
  site.changed();
  return nothing();
}

/** Of a whole release only the description can be another one here: what differs elsewhere is refused, never lost. */
function edit(site: Site, call: Call): Reply {
  const release = findRelease(site, call.id("release"));
  demand(call.caller, "ManageReleases", `release ${release.name}`);
  const { description: _, ...before } = releaseOnWire(site, release, whole);
  const { description, ...after } = (call.body ?? {}) as Record<string, unknown>;
  const names = Object.keys(before).filter((name) => !isDeepStrictEqual(after[name], plainOf(before[name])));
  if (typeof description !== "string" || names.length > 0) {
    throw invalid(`The stand-in edits only descriptions of whole releases: ${names.join(", ")} differ.`);
  }
  release.description = description;
  note(site, release, { by: call.caller.identity, what: "Update", comment: "" });
  site.changed();
  return json(releaseOnWire(site, release, whole));
}

/** As it went over the wire. */
function plainOf(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function taskLog(site: Site, call: Call): Reply {
  const release = findRelease(site, call.id("release"));
  const environment = findEnvironment(release, call.id("environment"));
  const phases = environment.attempts.flatMap((attempt) => attempt.phases);
  const tasks = phases.find(({ id }) => id === call.id("phase"))?.tasks ?? [];
  const file = tasks.find(({ id }) => id === call.id("task"))?.logFile;
  if (file === undefined) throw invalid(`The task ${call.part("task")} has no log.`);
  return plainText(readLines(site, file));
}
