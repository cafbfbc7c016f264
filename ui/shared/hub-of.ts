import { portsOver } from "../../adapters/azure-devops/ports-over.ts";
import { serverTime } from "../../adapters/azure-devops/server-time.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { instant } from "../../core/model/instant.ts";
import { clockNow, setClock } from "./clock.ts";
import type { Host } from "./host.ts";
import { hubHttp } from "./hub-http.ts";
import type { Hub } from "./hub.ts";
import type { Links } from "./nav.tsx";
import { hubAddress } from "./hub-address.ts";
import { laterPorts } from "./later-ports.ts";
import { pagesOf } from "./pages.ts";
import type { BytesSource } from "./published-bytes.ts";
import { hashBytes, webSha256 } from "./web-crypto.ts";

const fetchHere: typeof fetch = (...request) => fetch(...request);

/** Hands a text, or bytes, to the reader as a file. */
function save(name: string, content: string | Uint8Array<ArrayBuffer>): void {
  const type = typeof content === "string" ? "text/plain" : "application/octet-stream";
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Few readers verify bytes: what reads zips is fetched when the first one does. */
function lazyBytes(source: BytesSource): NonNullable<Hub["bytes"]> {
  return async (artefact) => {
    const { publishedBytes } = await import(/* webpackChunkName: "zip" */ "./published-bytes.ts");
    return publishedBytes(source)(artefact);
  };
}

/** The first data is asked for before the clock is. */
const beforeClock = 3000;

/** The hub's world. `clock` sets its clock by Azure DevOps's, once: true where it was wrong. */
export type HubWorld = Readonly<{
  hub: Omit<Hub, "go">;
  href: Links["href"];
  clock: () => Promise<boolean>;
}>;

/** Builds the hub's world around a host: everything but where to go, which the page that is shown decides. */
export async function hubOf(host: Host): Promise<HubWorld> {
  const bases = await host.bases();
  const now = (): number => Date.now();
  const http = hubHttp({ token: host.token, fetch: fetchHere, now });
  const place = {
    bases,
    project: host.project,
    taskIds: TASK_IDS,
    extension: { publisher: EXTENSION.publisher, id: EXTENSION.id },
  };
  const wait = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });
  const world = { now, sleep: wait, random: () => Math.random() };
  const sha256 = webSha256(globalThis.crypto);
  const hash = hashBytes(globalThis.crypto);
  return {
    hub: {
      azure: portsOver(http, place, world, laterPorts),
      project: host.project,
      now: () => instant(clockNow()),
      wait,
      ...(sha256 ? { sha256 } : {}),
      ...(hash ? { bytes: lazyBytes({ token: host.token, fetch: fetchHere, bases, hash }) } : {}),
      pages: pagesOf(bases.core, host.project.name, EXTENSION),
      title: host.title,
      toast: host.toast,
      save,
    },
    href: (route, project = host.project.name) => hubAddress(bases.core, project, route),
    clock: async () => {
      await wait(beforeClock);
      // Who may not ask for work items keeps the clock of the computer.
      const told = await readingOf(setClock(() => serverTime(http, place, world)));
      if (told.kind === "failed" || told.value === undefined) return false;
      host.toast(told.value);
      return true;
    },
  };
}
