import { randomUUID } from "node:crypto";
import { dirname, basename } from "node:path";
import { blobApi } from "../../../adapters/targets/blob/blob-api.ts";
import { sendContents } from "../../../adapters/targets/blob/send-contents.ts";
import { siteFiles } from "../../../adapters/targets/blob/site-files.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { secret } from "../../../core/model/secret.ts";
import { hashFile } from "../../../adapters/targets/shared/hash-file.ts";
import { peakMiB } from "./peak.ts";

// Sends a sealed file of any size to an address as a container gets it, hashed on its way, and says what it took.
const [path = "", account = "", caFile = ""] = process.argv.slice(2);
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const http = targetHttp({ caFile }, { sleep, now: Date.now, newId: randomUUID });
const tokens = (): Promise<ReturnType<typeof secret>> => Promise.resolve(secret("token"));
const api = blobApi({ account, container: "$web", id: "", name: "" }, { http, tokens, now: Date.now });
const files = [{ path: basename(path), ...(await hashFile(path)) }];
const artefact: SealedArtefact = { name: "Big", kind: "files", sequence: 1, digest: "", files };
const signal = new AbortController().signal;
const started = performance.now();
await sendContents(api, siteFiles([artefact]), { folder: dirname(path), signal, sent: () => undefined });
const seconds = (performance.now() - started) / 1000;
http.close();
process.stdout.write(JSON.stringify({ seconds, peakMiB: peakMiB() }));
