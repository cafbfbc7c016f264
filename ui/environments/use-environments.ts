import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { readCalendar } from "../../core/acts/calendar.ts";
import { readDeployments, type DeploymentsRead } from "../../core/acts/read-deployments.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readWaiting, type WaitingRead } from "../../core/acts/read-waiting.ts";
import { readSettings } from "../../core/acts/settings.ts";
import type { CalendarEntry } from "../../core/model/calendar.ts";
import type { VariableGroup } from "../../core/model/connection.ts";
import type { Deployment } from "../../core/model/deployment.ts";
import { type Instant, instant } from "../../core/model/instant.ts";
import type { Reading } from "../../core/model/reading.ts";
import { withWaiting } from "../../core/model/waiting-stages.ts";
import { type Matrix, matrixAt, type Naming } from "../../core/model/where-what.ts";
import type { Hub } from "../shared/hub.ts";
import { pace } from "../shared/poll.ts";
import { useChanges } from "../shared/use-changes.ts";
import { type Loaded, type Loading, useLoaded } from "../shared/use-loaded.ts";
import { type Column, columnsOf, moves, type Row, rowsOf } from "./environments.ts";
import { firstRead, type Known, momentFault, reachOf } from "./moment.ts";

// Every look asks every source.
const pause = 2 * pace.idle;

type Read = Readonly<{
  history: DeploymentsRead;
  /** From when on the history was asked for; absent: as one begins. */
  wanted: Instant | undefined;
  settings: Reading<Naming>;
  /** Absent: on their way. */
  waiting?: WaitingRead;
  groups?: Reading<readonly VariableGroup[]>;
  calendar?: Reading<readonly CalendarEntry[]>;
  readOn: Instant;
  unfinished: boolean;
}>;

/** Everything that the page draws. */
export type Drawn = Readonly<{
  matrix: Matrix;
  columns: readonly Column[];
  rows: readonly Row[];
  history: DeploymentsRead;
  settings: Naming | undefined;
  problems: readonly string[];
  /** Figures leave something out. */
  partly: boolean;
  known: Known;
}>;

/** The matrix at a moment, and what can be asked for beyond it. */
type Environments = Readonly<{
  drawn: Loaded<Drawn>;
  reload: () => void;
  /** Reads the history at least back to a moment. */
  readBackTo: (since: Instant) => void;
  /** The moment that is shown. Absent: now. */
  at: Instant | undefined;
}>;

/** The history, the names and the addresses at once. `show` draws the matrix as soon as there is one. */
async function load(hub: Hub, wanted: Instant | undefined, show: (part: Read) => void): Promise<Read> {
  const asked = {
    settings: readingOf(readSettings(hub.project.id, hub.azure.documents).then(({ value }) => value)),
    groups: readingOf(hub.azure.connections.list()),
    calendar: readingOf(readCalendar(hub.project.id, hub.azure.documents)),
    waiting: readWaiting(hub.azure),
  };
  let settings: Reading<Naming> | undefined;
  let newest: DeploymentsRead | undefined;
  const draw = (): void => {
    if (settings && newest && newest.deployments.length > 0)
      show({ history: newest, wanted, settings, readOn: hub.now(), unfinished: true });
  };
  const named = asked.settings.then((reading) => {
    settings = reading;
    draw();
    return reading;
  });
  const history = await readDeployments(
    wanted === undefined ? firstRead(hub.now()) : { since: wanted },
    hub.azure,
    (part) => {
      newest = part;
      draw();
    },
  );
  const [groups, calendar, waiting] = await Promise.all([asked.groups, asked.calendar, asked.waiting]);
  const late = { settings: await named, groups, calendar, waiting };
  return { history, wanted, ...late, readOn: hub.now(), unfinished: false };
}

function problemsOf({
  history,
  settings,
  groups,
  calendar,
  waiting,
}: Read): Pick<Drawn, "problems" | "partly"> {
  const unnamed =
    settings.kind === "failed"
      ? [`The settings could not be read: ${settings.why} Names and classes are those of the pipelines.`]
      : [];
  const unplaced =
    groups?.kind === "failed"
      ? [`The connections could not be read, so no target is known: ${groups.why}`]
      : [];
  const undated = calendar?.kind === "failed" ? [`The calendar could not be read: ${calendar.why}`] : [];
  const ofHistory = [...history.problems, ...unnamed, ...unplaced, ...undated];
  return { problems: [...ofHistory, ...(waiting?.problems ?? [])], partly: ofHistory.length > 0 };
}

/** What was deployed, and what waits to be. */
function useAll({ history, waiting }: Partial<Read> = {}): readonly Deployment[] {
  return useMemo(() => {
    const names = history?.environments.map(({ name }) => name);
    return withWaiting(history?.deployments ?? [], waiting?.deployments ?? [], names);
  }, [history, waiting]);
}

function earlier(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** Whether the history is to be read further back than it was, and goes further back. */
function lacks({ history, wanted }: Read, since: Instant | undefined): boolean {
  if (since === undefined || history.since === undefined || history.since <= since) return false;
  return wanted === undefined || since < wanted;
}

type Asked = Readonly<{ at: Instant | undefined; wanted: Instant | undefined }>;

function useDrawn(state: Loaded<Read>, { at, wanted }: Asked): Loaded<Drawn> {
  const read = state.kind === "loaded" ? state.value : undefined;
  const { settings, groups, calendar, readOn } = read ?? {};
  const naming = settings?.kind === "read" ? settings.value : undefined;
  const deployments = useAll(read);
  const matrix = useMemo(
    () =>
      matrixAt(deployments, {
        ...(at === undefined ? {} : { at }),
        ...(naming === undefined ? {} : { settings: naming }),
      }),
    [deployments, naming, at],
  );
  const rows = useMemo(() => rowsOf(matrix, at === undefined), [matrix, at]);
  const columns = useMemo(
    () =>
      columnsOf(matrix, groups?.kind === "read" ? groups.value : [], {
        entries: calendar?.kind === "read" ? calendar.value : [],
        moment: at ?? readOn ?? instant(0),
      }),
    [matrix, groups, calendar, readOn, at],
  );
  if (state.kind !== "loaded") return state;
  const { value } = state;
  const unfinished = value.unfinished || (state.refreshing && lacks(value, wanted));
  const { since, problems } = value.history;
  const known = { since, at, wanted: value.wanted, unfinished, partly: problems.length > 0 };
  const drawn = { matrix, columns, rows, history: { ...value.history, deployments }, settings: naming };
  return { ...state, value: { ...drawn, ...problemsOf(value), known } };
}

/** Loads, and loads again as far back as is wanted by then. */
function useRead(hub: Hub, wanted: Instant | undefined): Loading<Read> {
  const whole = useRef(false);
  const loading = useLoaded<Read>(
    async (show) => {
      // What was read already is not replaced by the beginning of the same.
      const read = await load(hub, wanted, whole.current ? () => undefined : show);
      whole.current = true;
      return read;
    },
    {
      key: "",
      again: ({ history, wanted: far }) =>
        far === undefined && moves(history.deployments) ? pause : undefined,
    },
  );
  const { state, reload } = loading;
  useEffect(() => {
    const rests = state.kind === "loaded" && !state.refreshing && state.problem === undefined;
    if (rests && lacks(state.value, wanted)) reload();
  }, [state, wanted]);
  useChanges(reload);
  return loading;
}

/** What is where at a moment. The history is read backwards only as far as the moment asks. */
export function useEnvironments(hub: Hub, asked: Instant | undefined): Environments {
  const at = asked !== undefined && momentFault(asked, hub.now()) === undefined ? asked : undefined;
  const [back, setBack] = useState<Instant>();
  const wanted = earlier(back, at === undefined ? undefined : reachOf(at));
  const { state, reload } = useRead(hub, wanted);
  const drawn = useDrawn(state, { at, wanted });
  return { drawn, reload, readBackTo: setBack, at };
}
