import { randomUUID } from "node:crypto";
import { basename, dirname } from "node:path";
import { bodyOf } from "../../../adapters/targets/appservice/package-body.ts";
import { stampOf } from "../../../adapters/targets/appservice/stamp.ts";
import { webPackage } from "../../../adapters/targets/appservice/web-package.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import { instant } from "../../../core/model/instant.ts";
import { hashFile } from "../../../adapters/targets/shared/hash-file.ts";
import { peakMiB } from "./peak.ts";

// Sends one file, as a folder that is zipped or as the zip that it is, to an address as App Service gets a package, and says what it took.
const [file = "", url = "", caFile = ""] = process.argv.slice(2);
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
const http = targetHttp({ caFile }, { sleep, now: Date.now, newId: randomUUID });
const files = [{ path: basename(file), ...(await hashFile(file)) }];
const web = await webPackage({ name: "Web", kind: "files", sequence: 1, files, digest: "" }, dirname(file));
if ("because" in web) throw new Error(web.because);
const body = bodyOf(web, stampOf(instant(Date.UTC(2026, 0, 1))));
const started = performance.now();
const { status } = await http.send({ method: "POST", url, headers: {}, body, repeatable: false });
http.close();
const seconds = (performance.now() - started) / 1000;
process.stdout.write(JSON.stringify({ status, seconds, peakMiB: peakMiB() }));
