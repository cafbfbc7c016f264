import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Claims } from "../entra.ts";
import type { Answered, Asked } from "../web.ts";
import { beginJob, settle, type Place } from "./place.ts";
import { scmAudience } from "./site-names.ts";
import { pathIn, type DeploymentRow } from "./volume.ts";

/** What an SCM site needs to know of its surroundings. */
export type KuduWorld = Readonly<{
  check: (token: string) => Claims | undefined;
  /** The resource manager's address, which is an audience, too. */
  arm: () => string;
  /** Applications that may deploy. */
  clients: readonly string[];
}>;

const page =
  "<!DOCTYPE html><html><head><title>Web App - Unavailable</title></head><body><h1>Error 403 - Forbidden</h1>##vso[task.complete]</body></html>";

/** Answers as the SCM site of a place does, traps included. */
export async function answerKudu(
  place: Place,
  asked: Asked,
  self: string,
  world: KuduWorld,
): Promise<Answered> {
  const refused = refusal(place, asked, world);
  if (refused) return refused;
  await settle(place);
  if (asked.path.startsWith("/api/vfs/")) return vfs(place, asked);
  if (asked.method === "POST" && asked.path === "/api/publish") return publish(place, asked, self);
  return asked.method === "GET" ? deployments(place, asked.path, self) : { status: 404, unknownRoute: true };
}

function deployments(place: Place, path: string, self: string): Answered {
  if (path === "/api/deployments")
    return { status: 200, body: place.volume.rows.map((row) => wire(row, self)) };
  const [, id, log, entry] = /^\/api\/deployments\/([^/]+)(\/log)?(?:\/([^/]+))?$/.exec(path) ?? [];
  if (id === "latest") return latest(place, self);
  if (id === undefined) return { status: 404, unknownRoute: true };
  return oneDeployment(place, { id, log, entry }, self);
}

function refusal(place: Place, asked: Asked, world: KuduWorld): Answered | undefined {
  const { behaviour } = place;
  if (behaviour.isBlocked)
    return {
      status: 403,
      body: page,
      headers: { "content-type": "text/html", "x-ms-forbidden-ip": "203.0.113.7" },
    };
  const claims = world.check((asked.header("authorization") ?? "").replace(/^Bearer /, ""));
  const audiences = behaviour.armAudienceOnly ? [world.arm()] : [world.arm(), scmAudience];
  if (claims === undefined || !audiences.includes(claims.aud)) return { status: 401, body: "" };
  if (behaviour.lacks === "publish" || !world.clients.includes(claims.appid))
    return {
      status: 403,
      body: "The client does not have authorization to perform action 'Microsoft.Web/sites/publish/Action'.",
    };
  return undefined;
}

/** The lock waits for nobody. The id stands on a refusal as well: it proves nothing. */
function publish(place: Place, asked: Asked, self: string): Answered {
  const { behaviour } = place;
  const header = behaviour.hidesId ? {} : { "scm-deployment-id": "00000000-dead-4000-8000-00000000beef" };
  const text = { ...header, "content-type": "text/plain" };
  if (asked.query.get("type") !== "zip")
    return { status: 400, body: `type='${asked.query.get("type") ?? ""}' not recognized`, headers: text };
  if (behaviour.refusal !== "") return { status: 409, body: behaviour.refusal, headers: text };
  if (place.job !== undefined) {
    const body = "There is a deployment currently in progress. Please try again when it completes.";
    return { status: 409, body, headers: text };
  }
  const id = beginJob(place, asked.bytes);
  // As on Linux: http, and a port that nobody listens to; and it names the deployment that everybody names.
  const location = `http://${new URL(self).hostname}:80/api/deployments/latest?deployer=OneDeploy`;
  return {
    status: 202,
    body: "",
    headers: { location, "retry-after": "30", ...(behaviour.hidesId ? {} : { "scm-deployment-id": id }) },
  };
}

/** Whoever ended last, or is pending: not bound to the request of the one who asks. */
function latest({ volume }: Place, self: string): Answered {
  const pending = volume.rows.find((row) => !row.complete);
  const [newest] = [...volume.rows].sort((a, b) => ((a.end_time ?? "") < (b.end_time ?? "") ? 1 : -1));
  const row = pending ?? newest;
  if (row === undefined) return { status: 404, body: "" };
  return { status: pending ? 202 : 200, body: wire(row, self) };
}

type DeploymentPath = Readonly<{ id: string; log: string | undefined; entry: string | undefined }>;

function oneDeployment({ volume }: Place, { id, log, entry }: DeploymentPath, self: string): Answered {
  const row = volume.rows.find((one) => one.id === id);
  if (row === undefined)
    return { status: 404, body: `No deployment '${id}' found.`, headers: { "content-type": "text/plain" } };
  if (log === undefined) return { status: row.complete ? 200 : 202, body: wire(row, self) };
  if (entry === undefined) {
    const lines = row.log.map(({ id: line, message, details }) => ({
      log_time: row.received_time,
      id: line,
      message,
      type: 0,
      details_url: details ? `http://elsewhere.example/api/deployments/${id}/log/${line}` : null,
    }));
    return { status: 200, body: lines };
  }
  const details = row.log.find((line) => line.id === entry)?.details;
  if (details === undefined) return { status: 404, body: "" };
  return {
    status: 200,
    body: details.map((message, at) => ({ id: String(at), message, details_url: null })),
  };
}

function wire({ log: _, ...row }: DeploymentRow, self: string): object {
  return { ...row, author: "", progress: "", site_name: "", url: `${self}/api/deployments/${row.id}` };
}

/** Files below the home folder. What is there is replaced only by who says so (`If-Match`). */
function vfs({ volume }: Place, { path, method, header, bytes }: Asked): Answered {
  const place = pathIn(volume, decodeURIComponent(path.slice("/api/vfs/".length)));
  if (place === undefined) return { status: 400, body: "" };
  const isThere = statSync(place, { throwIfNoEntry: false })?.isFile() === true;
  if (method === "GET") return fileAt(place, isThere);
  if (method !== "PUT") return { status: 404, unknownRoute: true };
  if (isThere && header("if-match") === undefined)
    return { status: 412, body: { Message: "ETag does not represent the latest state of the resource." } };
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, bytes);
  return { status: isThere ? 204 : 201, body: "" };
}

function fileAt(place: string, isThere: boolean): Answered {
  if (!isThere) return { status: 404, body: { Message: "The file was not found." } };
  const headers = { "content-type": typeOf(place), etag: '"1"' };
  return { status: 200, body: readFileSync(place), headers };
}

function typeOf(path: string): string {
  return path.endsWith(".html")
    ? "text/html"
    : path.endsWith(".json")
      ? "application/json"
      : "application/octet-stream";
}
