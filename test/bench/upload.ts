import { createWriteStream } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { certificatesIn } from "../../standin/targets/certificates.ts";
import { runChild } from "./child.ts";
import type { Measured } from "./figure.ts";

/** The file in a zip beside it, as it is. */
async function zipped(file: string): Promise<string> {
  const zip = new ZipFile();
  zip.addFile(file, "big.bin", { compress: false });
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(`${file}.zip`));
  return `${file}.zip`;
}

/** Sending 1 GiB to a target, over https, to a server that throws it away. */
export async function measureUpload(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "upload-"));
  const { caFile, certificate, key } = await certificatesIn(folder);
  const server = createServer({ cert: certificate, key }, (request, response) => {
    request.resume();
    request.on("end", () => response.end("{}"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const file = join(folder, "big.bin");
  await writeFile(file, "");
  await truncate(file, 2 ** 30);
  try {
    const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
    const peakOf = async (child: string, args: readonly string[]): Promise<number> =>
      (await runChild<{ peakMiB: number }>(child, [...args, url, caFile])).peakMiB;
    const rest = { bar: 120, unit: "MB" } as const;
    return [
      { what: "peak memory, uploading 1 GiB", value: await peakOf("upload", [file]), ...rest },
      { what: "peak memory, 1 GiB to a web app", value: await peakOf("upload-site", [file]), ...rest },
      {
        what: "peak memory, 1 GiB in a zip to a web app",
        value: await peakOf("upload-site", [await zipped(file)]),
        ...rest,
      },
    ];
  } finally {
    server.close();
    await rm(folder, { recursive: true });
  }
}
