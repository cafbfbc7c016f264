import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { listen } from "../azure-devops/http/web.ts";
import type { ExtensionPackage } from "./extension-package.ts";

/** The second origin: the files of a package, as the gallery's content network serves them. */
export type ExtensionFiles = Readonly<{
  /** The address of the package's root, with a slash at its end. */
  baseUri: string;
  stop: () => Promise<void>;
}>;

const usualTypes: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
};

/** Serves the package on `http://localhost:<port>`, which is another origin than `http://127.0.0.1:<port>`. */
export async function serveExtensionFiles(
  extension: ExtensionPackage,
  port: number,
): Promise<ExtensionFiles> {
  const root = `/extensions/${extension.publisher}/${extension.id}/${extension.version}/${extension.stamp}/`;
  const web = await listen("127.0.0.1", port, (request, response) =>
    answer(extension, root, request, response),
  );
  return { baseUri: `http://localhost:${web.port}${root}`, stop: web.stop };
}

function answer(
  extension: ExtensionPackage,
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const path = pathOf(request);
  const name = path?.startsWith(root) ? path.slice(root.length) : undefined;
  const file = name === undefined ? undefined : extension.files.get(name);
  if (!file || name === undefined) {
    response
      .writeHead(404, { "content-type": "text/plain; charset=utf-8" })
      .end(`No such file in the package: ${path}`);
    return;
  }
  response.writeHead(200, {
    "content-type": typeOf(name, extension.contentTypes),
    "cache-control": "no-store",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
  });
  response.end(request.method === "HEAD" ? undefined : file);
}

function pathOf(request: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  } catch {
    return undefined;
  }
}

// A browser refuses a script whose type is wrong (nosniff): the usual types win over what a package declares.
function typeOf(name: string, declared: ReadonlyMap<string, string>): string {
  const extension = extname(name).slice(1).toLowerCase();
  return usualTypes[extension] ?? declared.get(extension) ?? "application/octet-stream";
}
