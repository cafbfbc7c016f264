import { useRef } from "preact/hooks";
import { dropSchedule } from "../../core/acts/cancel-stage.ts";
import { whereCarried } from "../../core/acts/carried-release.ts";
import { decideApproval } from "../../core/acts/decide-approval.ts";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { lookAtRelease } from "../../core/acts/look-at-release.ts";
import { openTrain, type TrainKnown, type TrainWorld } from "../../core/acts/open-train.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { recordDecisions } from "../../core/acts/train-decisions.ts";
import { followTasks } from "../../core/acts/train-work.ts";
import { failed, read, type Reading } from "../../core/model/reading.ts";
import type { Release } from "../../core/model/release.ts";
import type { CarriedId } from "../../core/model/train/carried-release.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import type { Hub } from "../shared/hub.ts";
import { useWorld } from "../shared/doing.ts";
import { pace } from "../shared/poll.ts";
import type { Place } from "../shared/route.ts";
import { turnoversOf } from "../shared/train-known.ts";
import { useChanges } from "../shared/use-changes.ts";
import { type Loaded, type Loading, useLoaded } from "../shared/use-loaded.ts";
import { aboutTrain, type Orders, useOrders } from "../shared/use-orders.ts";
import type { About, Order, ReleasesRead } from "./order.ts";
import { turnoverDesk } from "./perform.ts";
import { type Shown, shownOf } from "./shown.ts";
import type { Timing } from "./scheduled-view.tsx";
import type { TurnoverViewProps } from "./turnover-view.tsx";

type Here = Extract<Place, { view: "turnover" }>;
type Read = Readonly<{ known: TrainKnown; releases: ReleasesRead }>;

/** No more releases of one turnover are looked at: each is some requests. */
const mostReleases = 40;

function turnoverIn({ known }: Pick<Read, "known">, id: string): Turnover | undefined {
  return turnoversOf({ known }).find((one) => one.id === id);
}

const leftOut = failed(`It was left out: ${mostReleases} are looked at.`);

type Found = Readonly<{ releases: ReleasesRead; problems: readonly string[] }>;

async function readReleases(turnover: Turnover | undefined, { azure }: Hub): Promise<Found> {
  const included = turnover?.included.flatMap(({ releases }) => releases) ?? [];
  const ids = [...new Set(included)];
  const found = await inParallel(ids.slice(0, mostReleases), 4, (id) =>
    readingOf(whereCarried(id, azure).then((there) => lookAtRelease(there.release, there.azure))),
  );
  const releases = ids.map((id, at): readonly [CarriedId, Reading<Release>] => {
    const one = found[at] ?? leftOut;
    return [id, one.kind === "read" ? read(one.value.release) : one];
  });
  const problems = found.flatMap((one) =>
    one.kind === "read" ? one.value.problems.map((problem) => `${one.value.release.name}: ${problem}`) : [],
  );
  return { releases: new Map(releases), problems };
}

type Recording = (
  known: TrainKnown,
  azure: Hub["azure"],
  world: TrainWorld,
) => Promise<TrainKnown | undefined>;

/** What people decided on work items, and what Azure DevOps did, is recorded by whoever looks. */
async function recorded(known: TrainKnown, hub: Hub, world: TrainWorld): Promise<TrainKnown> {
  // Without digests nothing can be entered in the ledger.
  if (hub.sha256 === undefined) return known;
  const acts: readonly Recording[] = [recordDecisions, followTasks];
  let now = known;
  for (const act of acts) {
    const done = await readingOf(act(now, hub.azure, world));
    if (done.kind === "read") now = done.value ?? now;
    else
      now = {
        ...now,
        problems: [...now.problems, `What was done meanwhile could not be recorded: ${done.why}`],
      };
  }
  return now;
}

type Show = (part: Read) => void;

async function load(hub: Hub, { train, turnover }: Here, world: TrainWorld, show: Show): Promise<Read> {
  const opened = await openTrain(train, hub.azure, hub.now(), (known) =>
    show({ known, releases: new Map() }),
  );
  const known = await recorded(opened, hub, world);
  const { releases, problems } = await readReleases(turnoverIn({ known }, turnover), hub);
  return { known: { ...known, problems: [...known.problems, ...problems] }, releases };
}

/** Soon while Azure DevOps works for it, now and then while people do, else not at all. */
function againAfter(read: Read, id: string): number | undefined {
  const turnover = turnoverIn(read, id);
  if (turnover?.state === "deploying")
    return turnover.tasks.some(({ state }) => state === "running") ? pace.running : pace.idle;
  return turnover?.state === "delivered" ? pace.idle : undefined;
}

type Drawn = Readonly<{ view: TurnoverViewProps; orders: Orders<About, Order> }>;

function useRead(hub: Hub, place: Here, world: () => TrainWorld): Loading<Read> {
  const { train, turnover } = place;
  const isThere = useRef(false);
  const loading = useLoaded<Read>(
    // What is known of it already says more than a part of what is new.
    (show) => load(hub, place, world(), (part) => isThere.current || show(part)),
    { key: `${train} ${turnover}`, again: (read) => againAfter(read, turnover) },
  );
  isThere.current = loading.state.kind === "loaded";
  useChanges(loading.reload);
  return loading;
}

function timingOf(hub: Hub, place: Here, { run }: Orders<About, Order>, reload: () => void): Timing {
  const { train, turnover } = place;
  const running = (work: () => Promise<void>, said: string): void =>
    run(async () => {
      await work();
      hub.toast(said);
      reload();
    });
  return {
    schedule: ({ task, release: id, stage }, at) =>
      hub.go({ place, over: { panel: "deploy", id, stage, task: { train, turnover, task, at } } }),
    drop: ({ release, stage, title }) =>
      running(
        () => dropSchedule(release, stage, `${title} does not start by itself`, hub.azure),
        `${title} does not start by itself any more.`,
      ),
    defer: ({ approval, title }, until) => {
      const comment = `For the turnover of release train ${train}`;
      const decision = { decision: "deferred", until, comment } as const;
      running(() => decideApproval(approval, decision, hub.azure), `${title} is approved for then.`);
    },
  };
}

/** One turnover, kept fresh while something goes on, and what can be done with it. */
export function useTurnover(hub: Hub, place: Here): Drawn {
  const { train, turnover } = place;
  const world = useWorld(hub, train);
  const { state, reload } = useRead(hub, place, world);
  const now = hub.now();
  const about: About | undefined =
    state.kind === "loaded"
      ? { ...aboutTrain(hub, state.value.known), releases: state.value.releases }
      : undefined;
  const orders = useOrders(hub, turnoverDesk, { about, reload });
  const shown: Loaded<Shown | undefined> =
    state.kind === "loaded" && about ? { ...state, value: shownOf(about, turnover) } : loadingOf(state);
  const { acting, meanwhile, beside, take } = orders;
  const view: TurnoverViewProps = {
    ...{ train, shown, now, acting, meanwhile, beside, reload: orders.reload },
    taking: { take, isBusy: acting.kind === "pending" },
    begin: ({ id, begin }) => {
      if (begin?.order === undefined) return;
      const { release, stage } = begin.order;
      hub.go({ place, over: { panel: "deploy", id: release, stage, task: { train, turnover, task: id } } });
    },
    timing: timingOf(hub, place, orders, reload),
  };
  return { view, orders };
}

function loadingOf(state: Loaded<Read>): Loaded<undefined> {
  return state.kind === "failed" ? state : { kind: "loading" };
}
