import { createHash } from "node:crypto";
import { quoted } from "../../../core/model/defuse.ts";
import { counted } from "../../../core/model/words.ts";
import type { Place } from "./site.ts";
import type { PackedFile, WebPackage } from "./web-package.ts";

/** What looking at the files of a place gave. */
export type Proof = Readonly<{ text: string; faults: readonly string[] }>;

/** So many files are read back, none larger than this: a sample that tells a skipped copy from a real one. */
const most = 12;
const largest = 1024 * 1024;
/** Longer answers are not taken at all. */
const longest = 32 * 1024 * 1024;

/** Reads some of the package's files back from a place and compares them byte for byte. */
export async function proveFiles(place: Place, { files }: WebPackage): Promise<Proof> {
  const sample = sampleOf(files);
  const results: ("same" | "differs" | "missing")[] = [];
  for (const file of sample) results.push(await compare(place, file));
  const missing = results.filter((result) => result === "missing").length;
  if (sample.length > 0 && missing === sample.length) return noneThere(place);
  const faults = sample.flatMap(({ path }, at) => {
    const result = results[at];
    return result === "same"
      ? []
      : [`${quoted(path)} ${result === "missing" ? "is missing" : "is not the released file"}`];
  });
  return {
    faults,
    text:
      sample.length === 0
        ? "no file is small enough to be read back"
        : `${sample.length} of ${counted(files.length, "file")} read back and proved byte for byte`,
  };
}

/** Files from all over the package, always the same ones for one package; where all are large, the smallest of them. */
export function sampleOf(files: readonly PackedFile[]): readonly PackedFile[] {
  const small = files.filter(({ bytes }) => bytes <= largest);
  if (small.length === 0)
    return files
      .filter(({ bytes }) => bytes < longest)
      .sort((a, b) => a.bytes - b.bytes)
      .slice(0, 1);
  const step = Math.max(1, (small.length - 1) / (most - 1));
  const places = Array.from({ length: Math.min(most, small.length) }, (_, at) => Math.round(at * step));
  return [...new Set(places)].flatMap((at) => small[at] ?? []);
}

async function compare({ scm }: Place, file: PackedFile): Promise<"same" | "differs" | "missing"> {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const answer = await scm.call(`/api/vfs/site/wwwroot/${path}`, { allow: [404], binary: true });
  if (answer.status === 404) return "missing";
  const bytes = Buffer.from(answer.text, "latin1");
  if (bytes.length !== file.bytes) return "differs";
  const same =
    file.sha256 === undefined
      ? crc32(bytes) === file.crc32
      : createHash("sha256").update(bytes).digest("hex") === file.sha256;
  return same ? "same" : "differs";
}

/** Where the site runs from the package itself, the files cannot be looked at one by one. */
async function noneThere({ scm }: Place): Promise<Proof> {
  const name = await scm.call("/api/vfs/data/SitePackages/packagename.txt", { allow: [404] });
  const words = name.text.trim();
  if (name.status !== 404 && /^[\w.-]{1,100}$/.test(words))
    return {
      faults: [],
      text: `the site runs from its package ${words}, whose files cannot be read one by one`,
    };
  const builds =
    "none of the released files is there; if the site builds what it gets (setting SCM_DO_BUILD_DURING_DEPLOYMENT), switch that off: what runs would not be what was sealed";
  return { text: "", faults: [builds] };
}

const table = Array.from({ length: 256 }, (_, number) => {
  let rest = number;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest >>> 0;
});

/** The checksum that zips carry for each entry. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (table[(sum ^ byte) & 0xff] ?? 0) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
