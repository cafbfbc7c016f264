import { randomUUID } from "node:crypto";
import { lstat, readFile, readlink, rename, symlink } from "node:fs/promises";
import { basename } from "node:path";
import type { Layout } from "./layout.ts";
import { writeWhole } from "./read-marker.ts";

/** What `current` is now. `foreign` is something that we did not make and will not replace. */
export type Current =
  | Readonly<{ kind: "none" }>
  | Readonly<{ kind: "release"; name: string }>
  | Readonly<{ kind: "foreign"; because: string }>;

const linksForbidden = new Set(["EPERM", "EACCES", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EINVAL"]);

/** Reads which release is in use. */
export async function readCurrent(layout: Layout): Promise<Current> {
  const facts = await lstat(layout.current).catch(() => undefined);
  if (!facts) return { kind: "none" };
  if (facts.isSymbolicLink()) return releaseOf(await readlink(layout.current));
  if (facts.isFile() && facts.size < 1000) return releaseOf((await readFile(layout.current, "utf8")).trim());
  return { kind: "foreign", because: "it is a folder of its own, no link and no pointer" };
}

function releaseOf(target: string): Current {
  const plain = target.replace(/\\/g, "/").replace(/\/+$/, "");
  if (/^releases\/[^/]+$/.test(plain)) return { kind: "release", name: basename(plain) };
  return { kind: "foreign", because: `it points to ${target}` };
}

/**
 * Points `current` to the release by one rename: whoever looks sees the old release or the new one. Where the file system
 * makes no links (many shares, Windows without the right), a file with the path takes the link's place.
 */
export async function switchTo(layout: Layout): Promise<"link" | "pointer"> {
  const target = `releases/${layout.releaseName}`;
  const facts = await lstat(layout.current).catch(() => undefined);
  if (process.platform !== "win32" && !facts?.isFile()) {
    const temporary = `${layout.current}.${randomUUID().slice(0, 8)}`;
    if (await linked(target, temporary)) {
      await rename(temporary, layout.current);
      return "link";
    }
  }
  await writeWhole(layout.current, `${target}\n`);
  return "pointer";
}

async function linked(target: string, path: string): Promise<boolean> {
  try {
    await symlink(target, path, "dir");
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && linksForbidden.has(String(thrown.code))) return false;
    throw thrown;
  }
}
