import type { IncomingMessage, ServerResponse } from "node:http";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { HostConfig } from "./host-config.ts";

/** The pages of Azure DevOps around the hub. Gives false for an address that is not a page. */
export type HostPages = (request: IncomingMessage, response: ServerResponse) => boolean;

const here = join(import.meta.dirname, "browser");

/**
 * Pages for people, beside the REST service on the same origin: every `GET /<organisation>/<project>/_…` but
 * `_apis` without a hub, and the page's own script and style. `config` is asked at every page, since the extension
 * may be installed anew.
 */
export async function hostPages(config: () => HostConfig): Promise<HostPages> {
  const [script, style] = await Promise.all([pageScript(), readFile(join(here, "host.css"), "utf8")]);
  return (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") return false;
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    if (pathname === "/_host/host.js") return send(response, "text/javascript", script);
    if (pathname === "/_host/host.css") return send(response, "text/css", style);
    const current = config();
    if (pathname === "/") return redirect(response, startAddress(current));
    return isPage(pathname, current) ? send(response, "text/html", page(current)) : false;
  };
}

/** Where a person begins: the first hub of the extension, else the list of builds. */
export function startAddress({ organisation, project, extension }: HostConfig): string {
  const hub = extension?.contributions.find(({ targets }) =>
    targets.includes("ms.vss-build-web.build-release-hub-group"),
  );
  return `/${organisation.name}/${project.name}/${hub ? `_apps/hub/${hub.id}` : "_build"}`;
}

function isPage(pathname: string, { organisation, project }: HostConfig): boolean {
  const root = `/${organisation.name}/${project.name}/_`;
  const path = decodeURI(pathname);
  return path.startsWith(root) && !path.startsWith(`${root}apis`);
}

async function pageScript(): Promise<string> {
  const entryPoints = [join(here, "main.ts")];
  const bundled = await build({
    entryPoints,
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    logLevel: "silent",
  });
  return bundled.outputFiles[0]?.text ?? "";
}

function page(config: HostConfig): string {
  const data = JSON.stringify(config).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Azure DevOps (stand-in)</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_host/host.css">
<script type="application/json" id="host-config">${data}</script>
<script type="module" src="/_host/host.js"></script>
</head>
<body></body>
</html>
`;
}

function send(response: ServerResponse, type: string, body: string): true {
  response
    .writeHead(200, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store" })
    .end(body);
  return true;
}

function redirect(response: ServerResponse, location: string): true {
  response.writeHead(302, { location }).end();
  return true;
}
