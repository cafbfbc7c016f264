import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificatesIn } from "../../standin/targets/certificates.ts";
import { runChild } from "./child.ts";
import type { Measured } from "./figure.ts";

/** Sending 1 GiB to a target, over https, to a server that throws it away. */
export async function measureUpload(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "upload-"));
  const { caFile, certificate, key } = await certificatesIn(folder);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    request.resume();
    request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const file = join(folder, "big.zip");
  await writeFile(file, "");
  await truncate(file, 2 ** 30);
  try {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const { peakMiB } = await runChild<{ peakMiB: number }>("upload", [file, url, caFile]);
    return [{ what: "peak memory, uploading 1 GiB", value: peakMiB, bar: 120, unit: "MB" }];
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}
