import { execFile } from "node:child_process";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { certificatesIn } from "../../standin/targets/certificates.ts";
import { runChild } from "./child.ts";
import type { Measured } from "./figure.ts";

const memory = "peak memory, sending 1 GiB to a container";
const pace = "sending 1 GiB to a container, hashed, times what `curl -T` takes in the same run";

/** Sending 1 GiB as a target of kind blob does, in blocks and hashed, to a server that throws it away. */
export async function measureBlobUpload(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "blob-upload-"));
  const { caFile, certificate, key } = await certificatesIn(folder);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    request.resume();
    request.on("end", () => response.writeHead(201).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const file = join(folder, "big.bin");
  await writeFile(file, "");
  await truncate(file, 2 ** 30);
  const url = `https://localhost:${(server.address() as AddressInfo).port}`;
  try {
    const sent = await runChild<{ seconds: number; peakMiB: number }>("send-contents", [file, url, caFile]);
    const curl = await secondsOfCurl(["--cacert", caFile, "-T", file, `${url}/big.bin`]);
    const figure = { what: memory, value: sent.peakMiB, bar: 120, unit: "MB" };
    if (curl === undefined) return [figure, { what: pace, why: "there is no curl" }];
    return [figure, { what: pace, value: sent.seconds / curl, bar: 5, unit: "times" }];
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}

async function secondsOfCurl(args: readonly string[]): Promise<number | undefined> {
  const started = performance.now();
  try {
    await promisify(execFile)("curl", ["--silent", "--show-error", "--fail", ...args]);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  return (performance.now() - started) / 1000;
}
