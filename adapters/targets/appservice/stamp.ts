import type { Instant } from "../../../core/model/instant.ts";
import type { ZipEntry } from "./zip-directory.ts";

/**
 * The time that every entry of a release's zip carries. App Service copies a file only where its time differs from the one
 * that is there, whatever its bytes are: one time for one release is the same in every attempt and another in every release.
 */
export type Stamp = Readonly<{
  /** As zip headers hold it: time, then date, in steps of two seconds. Read as UTC. */
  dos: Uint8Array;
  /** Seconds since 1970, as Info-ZIP's field holds them. */
  seconds: Uint8Array;
  /** The same moment as a date whose *local* digits are the UTC ones: what a zip writer that knows local time needs. */
  localDate: Date;
}>;

/** The stamp of a release, from the moment when it was created. */
export function stampOf(createdOn: Instant): Stamp {
  const even = Math.floor(createdOn / 2000) * 2000;
  const date = new Date(Math.max(even, Date.UTC(1980, 0, 1)));
  const day = ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time = (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() / 2);
  const dos = Buffer.alloc(4);
  dos.writeUInt16LE(time, 0);
  dos.writeUInt16LE(day, 2);
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32LE(date.getTime() / 1000, 0);
  return { dos, seconds, localDate: localDate(date) };
}

function localDate(utc: Date): Date {
  const digits = [utc.getUTCHours(), utc.getUTCMinutes(), utc.getUTCSeconds()] as const;
  return new Date(utc.getUTCFullYear(), utc.getUTCMonth(), utc.getUTCDate(), ...digits);
}

/** Where a zip gets which four bytes, in the order of the file. */
export type Patches = readonly Readonly<{ at: readonly number[]; bytes: Uint8Array }>[];

/** Everything that has to be overwritten so that all entries carry the stamp. Nothing moves, nothing is packed anew. */
export function patchesFor(entries: readonly ZipEntry[], stamp: Stamp): Patches {
  const sorted = (at: readonly number[]): readonly number[] => [...at].sort((a, b) => a - b);
  return [
    { at: sorted(entries.flatMap(({ stamps }) => stamps)), bytes: stamp.dos },
    { at: sorted(entries.flatMap(({ seconds }) => seconds)), bytes: stamp.seconds },
  ];
}

/**
 * Writes its part of the patches into one piece of the file, which begins at `start`; patches may reach over its ends. In
 * place: a copy of every piece would cost too much memory.
 */
export function patch(piece: Uint8Array, start: number, patches: Patches): void {
  for (const { at, bytes } of patches) {
    for (let index = firstFrom(at, start - bytes.length + 1); index < at.length; index += 1) {
      const place = at[index] ?? Number.POSITIVE_INFINITY;
      if (place >= start + piece.length) break;
      bytes.forEach((byte, offset) => {
        const position = place + offset - start;
        if (position >= 0 && position < piece.length) piece[position] = byte;
      });
    }
  }
}

/** The index of the first number that is not below `least`, in an ascending list. */
function firstFrom(list: readonly number[], least: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
