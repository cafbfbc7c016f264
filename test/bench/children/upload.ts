import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { bodyWithArchive } from "../../../adapters/targets/dataverse/solution-archive.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import { peakMiB } from "./peak.ts";

// Sends a file of any size to an address as Dataverse gets a solution, and says what it took.
const [path = "", url = "", caFile = ""] = process.argv.slice(2);
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const http = targetHttp({ caFile }, { sleep, now: Date.now, newId: randomUUID });
const { size } = await stat(path);
const body = bodyWithArchive({ path, bytes: size } as Parameters<typeof bodyWithArchive>[0], {});
const started = performance.now();
const { status } = await http.send({ method: "POST", url, headers: {}, body, repeatable: false });
http.close();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ status, seconds, peakMiB: peakMiB() }));
