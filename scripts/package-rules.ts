import { gzipSync } from "node:zlib";
import { taskFaults, pngSize } from "./task-rules.ts";
import { taskNames } from "./extension.ts";
import type { PackedFile } from "./vsix.ts";

const KB = 1024;
const MB = 1024 * KB;

/** One bar of the package, and where it stands. */
export type Size = Readonly<{ what: string; bytes: number; bar: number }>;

/** The sizes that are held: the tasks and the package as they travel, the hub as the browser fetches it. */
export function packageSizes(files: readonly PackedFile[], vsixBytes: number): readonly Size[] {
  const under = (folder: string): number =>
    sum(files.filter((file) => file.path.startsWith(`${folder}/`)).map((file) => file.packedBytes));
  const gz = (pattern: RegExp): number =>
    sum(
      files
        .filter(({ path }) => pattern.test(path))
        .map(({ content }) => gzipSync(content, { level: 9 }).length),
    );
  return [
    { what: "hub JavaScript, gz", bytes: gz(/^ui\/hub\.js$/), bar: 60 * KB },
    { what: "hub JavaScript with lazy parts, gz", bytes: gz(/^ui\/(?!run-menu\.).*\.js$/), bar: 256 * KB },
    { what: "run menu JavaScript, gz", bytes: gz(/^ui\/run-menu\.js$/), bar: 10 * KB },
    { what: "hub CSS, gz", bytes: gz(/^ui\/.*\.css$/), bar: 8 * KB },
    ...taskNames.map((name) => ({
      what: `task ${name}, compressed`,
      bytes: under(`tasks/${name}`),
      bar: 1.5 * MB,
    })),
    { what: "whole .vsix", bytes: vsixBytes, bar: 5 * MB },
  ];
}

/** Everything that must not be in the package, or is missing from it. No fault: an empty list. */
export function packageFaults(files: readonly PackedFile[], vsixBytes: number): readonly string[] {
  return [
    ...packageSizes(files, vsixBytes)
      .filter(({ bytes, bar }) => bytes > bar)
      .map(({ what, bytes, bar }) => `${what}: ${bytes} bytes, allowed are ${bar}`),
    ...files
      .filter(({ path }) => /\.(map|woff2?|ttf|eot|otf|ts|tsx)$/.test(path))
      .map(({ path }) => `${path} does not belong into the package`),
    ...files.filter(isScriptWithMap).map(({ path }) => `${path} refers to a source map`),
    ...iconFaults(files),
    ...taskNames.flatMap((name) => taskFaults(`tasks/${name}`, taskJson(files, name), files)),
  ];
}

function isScriptWithMap({ path, content }: PackedFile): boolean {
  return (
    /\.(js|css)$/.test(path) &&
    /sourceMappingURL=(data:|\S+\.map\s*(\*\/)?\s*$)/.test(content.subarray(-100_000).toString("utf8"))
  );
}

function iconFaults(files: readonly PackedFile[]): string[] {
  const icon = files.find(({ path }) => path === "images/icon-128.png");
  return icon && pngSize(icon.content) === "128x128"
    ? []
    : ["images/icon-128.png is missing or not 128 x 128"];
}

function taskJson(files: readonly PackedFile[], name: string): Readonly<Record<string, unknown>> {
  const file = files.find(({ path }) => path === `tasks/${name}/task.json`);
  return file ? (JSON.parse(file.content.toString("utf8")) as Record<string, unknown>) : {};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
