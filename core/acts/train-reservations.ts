import { inForce, type CalendarEntry } from "../model/calendar.ts";
import { quoted } from "../model/defuse.ts";
import type { Instant } from "../model/instant.ts";
import { read, type Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import { onBoard } from "../model/train/application-release.ts";
import { readApplicationRelease } from "../model/train/read-turnover.ts";
import type { Documents } from "../ports.ts";
import { inParallel } from "./in-parallel.ts";
import { readingOf } from "./reading-of.ts";
import { understood } from "./stored-documents.ts";
import { partDocument, partsCollection } from "./train-documents.ts";

/**
 * The calendar with what is kept for trains kept for the release, too, where it travels on them. Only trains of entries that
 * are in force are read, a request each. Where one cannot be, the calendar counts as unread.
 */
export async function withTrainReservations(
  calendar: Reading<readonly CalendarEntry[]>,
  release: Pick<Release, "id" | "name">,
  documents: Pick<Documents, "list">,
  now: Instant,
): Promise<Reading<readonly CalendarEntry[]>> {
  if (calendar.kind === "failed") return calendar;
  const holders = inForce(calendar.value, now).flatMap(({ entry }) => entry.for);
  const trains = new Map(holders.flatMap((one) => (one.kind === "train" ? [[one.id, one] as const] : [])));
  const carried = await inParallel([...trains.values()], 4, async ({ id, name }) => ({
    ...{ id, name },
    carries: await readingOf(carries(id, release, documents)),
  }));
  const lost = carried.find((one) => one.carries.kind === "failed");
  if (lost?.carries.kind === "failed") {
    return {
      kind: "failed",
      why: `what travels on the train ${quoted(lost.name)} is not known: ${lost.carries.why}`,
    };
  }
  const own = new Set(
    carried.flatMap((one) => (one.carries.kind === "read" && one.carries.value ? [one.id] : [])),
  );
  const { id, name } = release;
  return read(
    calendar.value.map((entry) =>
      entry.for.some((one) => one.kind === "train" && own.has(one.id))
        ? { ...entry, for: [...entry.for, { kind: "release" as const, id, name }] }
        : entry,
    ),
  );
}

async function carries(
  train: string,
  { id }: Pick<Release, "id">,
  documents: Pick<Documents, "list">,
): Promise<boolean> {
  const parts = (await documents.list(partsCollection(train))).filter((one) => one.id.startsWith("release-"));
  const { kept } = understood(parts, readApplicationRelease, (one) => partDocument("release", one.id));
  return onBoard(kept.map(({ value }) => value)).some(({ releases }) => releases.includes(id));
}
