import { createHash } from "node:crypto";
import mime from "mime";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { quoted } from "../../../core/model/defuse.ts";
import { pathFault, twinFault } from "../../../core/model/path.ts";
import { ownFolder } from "./manifest.ts";

/** How a browser is told to treat a file. */
export type Served = Readonly<{ contentType: string; cacheControl: string }>;

/** One file of a release and its place in the container. */
export type SiteFile = Served &
  Readonly<{
    /** Its name in the container. */
    name: string;
    artefact: string;
    /** The artefact's folder in the container; empty: the root. */
    folder: string;
    /** Its path in the artefact. */
    path: string;
    bytes: number;
    sha256: string;
    /** Names its kept content: equal for equal bytes that are served alike. */
    content: string;
    turn: Turn;
  }>;

/** When a file is switched: what others lead to first, what leads to others last. */
export type Turn = 0 | 1 | 2 | 3 | 4;

/** Blocks of a blob are 4 MiB, and there are 50,000 at most. */
const largest = 50_000 * 4 * 1024 * 1024;

/** The files of a site: one artefact lies in the container's root, each of several in a folder of its name. */
export function siteFiles(artefacts: readonly SealedArtefact[]): readonly SiteFile[] {
  const alone = artefacts.length === 1;
  return artefacts.flatMap((artefact) => {
    const folder = alone ? "" : artefact.name;
    return artefact.files.map(({ path, bytes, sha256 }) => {
      const served = servedAs(path);
      const name = alone ? path : `${folder}/${path}`;
      const content = `${sha256}-${digestOf(served)}`;
      return {
        name,
        artefact: artefact.name,
        folder,
        path,
        bytes,
        sha256,
        content,
        turn: turnOf(name),
        ...served,
      };
    });
  });
}

/** Why an artefact cannot lie in a container. Absent for a good one. */
export function artefactFault(artefact: SealedArtefact, files: readonly SiteFile[]): string | undefined {
  const own = files.filter((file) => file.artefact === artefact.name);
  if (own.length === 0) return "it holds no file";
  const faults = own.flatMap((file) => {
    const fault = fileFault(file);
    return fault === undefined ? [] : [`${quoted(file.path)} ${fault}`];
  });
  return faults[0] ?? twinFault(own.map(({ path }) => path));
}

function fileFault({ path, name, bytes }: SiteFile): string | undefined {
  return pathFault(path) ?? nameFault(name) ?? (bytes > largest ? "is larger than 195 GB" : undefined);
}

function nameFault(name: string): string | undefined {
  if (`${name}/`.startsWith(ownFolder)) return `lies in ${ownFolder}, which is Release Manager's own`;
  if (name.length > 1024) return "has a name of more than 1024 characters";
  const parts = name.split("/");
  if (parts.length > 254) return "lies in more than 253 folders";
  return parts.some((part) => part.endsWith(".")) ? "has a part that ends with a dot" : undefined;
}

/**
 * How a file is served. A name with a hash in it stands for one content for ever; all else is asked for again each time,
 * so that a page never meets an older script.
 */
export function servedAs(path: string): Served {
  const type = mime.getType(path) ?? "application/octet-stream";
  const contentType = type.startsWith("text/") ? `${type}; charset=utf-8` : type;
  const cacheControl = isHashed(path) ? "public, max-age=31536000, immutable" : "no-cache";
  return { contentType, cacheControl };
}

/** Pages, service workers and manifests lead to other files, index.html before all. */
function turnOf(name: string): Turn {
  const last = name.slice(name.lastIndexOf("/") + 1).toLowerCase();
  if (last === "index.html" || last === "index.htm") return name.includes("/") ? 3 : 4;
  if (leads.test(last)) return 2;
  return isHashed(name) ? 0 : 1;
}

const leads = /\.(x?html?|webmanifest|appcache)$|^(sw|.*service-?worker.*)\.m?js$|manifest\.json$/;

/**
 * `app.3f2a9b1c.png`: at least eight hexadecimal digits, letters and numbers among them; for code and fonts also
 * `index-BkT3x9Qz.js`: exactly eight characters, capitals and numbers among them. A date or a size in pixels is no hash.
 */
function isHashed(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (leads.test(name.toLowerCase())) return false;
  const digits = /[.-]([0-9a-f]{8,64})(\.[A-Za-z0-9]+){1,2}$/.exec(name)?.[1] ?? "";
  return (/\d/.test(digits) && /[a-f]/.test(digits)) || mixedHash.test(name);
}

/** Capitals and numbers, but not a word with a number behind it, `EMBARGO7`. */
const mixedHash = /[.-](?=[^.]*\d)(?=[^.]*[A-Z])(?![A-Z]+\d+\.)[A-Za-z0-9_-]{8}\.(m?js|css|woff2?)(\.map)?$/;

function digestOf({ contentType, cacheControl }: Served): string {
  return createHash("sha256").update(`${contentType}\n${cacheControl}`).digest("hex").slice(0, 8);
}
