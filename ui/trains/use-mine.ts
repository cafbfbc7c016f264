import { useState } from "preact/hooks";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { problemOf, readingOf } from "../../core/acts/reading-of.ts";
import { readTravelling } from "../../core/acts/train-documents.ts";
import { hasEnded, type Train } from "../../core/model/train/train.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { mineOf, mineTravelling, type Travelling } from "./mine.ts";
import type { MineShown } from "./mine-view.tsx";
import type { Known } from "./use-trains.ts";

type Looked = Readonly<{ all: readonly Travelling[]; problems: readonly string[] }>;

// One request each: of more open trains only the newest are looked through.
const mostTrains = 30;

async function lookThrough({ azure }: Hub, open: readonly Train[]): Promise<Looked> {
  const looked = open.slice(0, mostTrains);
  const read = await inParallel(looked, 4, async (train) => ({
    train,
    reading: await readingOf(readTravelling(train.id, azure.documents)),
  }));
  const left = open.length - looked.length;
  return {
    all: read.flatMap(({ train, reading }) => (reading.kind === "read" ? [{ train, ...reading.value }] : [])),
    problems: [
      ...read.flatMap(({ train, reading }) => [
        ...problemOf(`What travels on #${train.number}`, reading),
        ...(reading.kind === "read" ? strangeIn(train, reading.value) : []),
      ]),
      ...(left > 0 ? [`${left} older open trains were not looked through: open them.`] : []),
    ],
  };
}

function openIn({ trains }: Known): readonly Train[] {
  return trains.kept.map(({ value }) => value).filter((train) => !hasEnded(train));
}

function allMine({ now, pages }: Hub, known: Known, looked: Looked | undefined): MineShown["mine"] {
  const { me, roles } = known;
  const reader = roles.kind === "read" ? { me: me.id, roles: roles.value, now: now() } : undefined;
  const further = looked && reader ? mineTravelling(looked.all, reader) : [];
  return [...mineOf(openIn(known), me.id, now()), ...further].map((one) =>
    one.item === undefined ? one : { ...one, page: pages.workItem(one.item) },
  );
}

function strangeIn({ number }: Train, { releases, turnovers }: Omit<Travelling, "train">): readonly string[] {
  return [...releases.unread, ...turnovers.unread].map(
    ({ id, why }) => `Something of #${number} cannot be understood: ${id}: ${why}`,
  );
}

/** What waits for the reader: at once what the trains themselves say, and the rest when it is asked for. */
export function useMine(hub: Hub, known: Known | undefined): MineShown {
  const [looked, setLooked] = useState<Looked>();
  const [acting, act] = useAct();
  return {
    mine: known ? allMine(hub, known, looked) : [],
    whole: looked !== undefined,
    problems: looked?.problems ?? [],
    acting,
    look: () =>
      act(async () => {
        if (known) setLooked(await lookThrough(hub, openIn(known)));
      }),
  };
}
