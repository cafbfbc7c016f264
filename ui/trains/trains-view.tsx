import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../shared/buttons.tsx";
import { Find, Pick } from "../shared/filters.tsx";
import { Head } from "../shared/head.tsx";
import { OutLink, RouteButton, RouteLink } from "../shared/nav.tsx";
import { Ago, Banner, Empty, FailureBanner, Pill, Skeleton } from "../shared/pieces.tsx";
import { dateOf } from "../shared/time.ts";
import { phaseWords } from "../shared/train-words.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { Due } from "./due.tsx";
import { type MineShown, MineView } from "./mine-view.tsx";
import type { TemplateRow } from "./templates.ts";
import { type Removing, TemplatesView } from "./templates-view.tsx";
import { sectionsOf, type TrainFilter, type TrainRow } from "./trains.ts";

/** The trains as they are drawn. */
export type Shown = Readonly<{
  rows: readonly TrainRow[];
  /** Absent: they could not be read, which is told among the problems. */
  templates?: readonly TemplateRow[];
  /** Documents that cannot be understood. */
  unread: readonly Readonly<{ id: string; why: string }>[];
  problems: readonly string[];
  /** Nobody may make a train yet: where people are named. */
  nameManagers?: string;
}>;

export type TrainsViewProps = Readonly<{
  shown: Loaded<Shown>;
  mine: MineShown;
  now: number;
  filter: TrainFilter;
  setFilter: (filter: TrainFilter) => void;
  /** Why the reader cannot make a train. */
  because: string | undefined;
  becauseImport: string | undefined;
  acting: Acting;
  carryIn: (file: File) => void;
  removing: Removing;
  reload: () => void;
}>;

function State({ row, now }: { row: TrainRow; now: number }): JSX.Element {
  const { next, ended } = row;
  if (ended) {
    return (
      <>
        <Ago at={ended.on} now={now} /> by {ended.by}
        <small>{ended.reason}</small>
      </>
    );
  }
  if (!next) return <span class="dim">–</span>;
  return (
    <>
      {next.words} <Due at={next.at} now={now} {...(next.late === undefined ? {} : { late: next.late })} />
    </>
  );
}

function Line({ row, now }: { row: TrainRow; now: number }): JSX.Element {
  const { number, title, type, phase, manager, from, to } = row;
  return (
    <tr>
      <th scope="row">
        <RouteLink to={{ place: { view: "train", train: number, tab: "plan" } }}>
          #{number} {title}
        </RouteLink>
        <small>{type}</small>
      </th>
      <td>
        <Pill>{phaseWords[phase]}</Pill>
      </td>
      <td>{manager}</td>
      <td>
        {dateOf(from)} to {dateOf(to)}
      </td>
      <td>
        <State row={row} now={now} />
      </td>
    </tr>
  );
}

type TableProps = { name: string; last: string; rows: readonly TrainRow[]; now: number };

function Table({ name, last, rows, now }: TableProps): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <caption class="unseen">{name}</caption>
        <Head names={["Train", "Phase", "Manager", "Dates", last]} />
        <tbody>
          {rows.map((row) => (
            <Line key={row.number} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Filters({ filter, setFilter }: TrainsViewProps): JSX.Element {
  return (
    <div class="filters" role="search">
      <Find
        name="Filter by number, title, type or manager"
        placeholder="Filter by number, title, type or manager"
        value={filter.text}
        change={(text) => setFilter({ ...filter, text })}
      />
      <Pick name="Phase" value={filter.phase} change={(phase) => setFilter({ ...filter, phase })}>
        {Object.entries(phaseWords).map(([phase, words]) => (
          <option key={phase} value={phase}>
            {words}
          </option>
        ))}
      </Pick>
    </div>
  );
}

function Problems({ shown }: { shown: Shown }): JSX.Element {
  const { unread, problems, nameManagers } = shown;
  return (
    <>
      {nameManagers !== undefined && (
        <Banner sign="note">
          Nobody is a release manager yet, so nobody can make a train.
          <p>
            <OutLink to={nameManagers}>Name people in the settings of the project</OutLink>
          </p>
        </Banner>
      )}
      {problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      {unread.map(({ id, why }) => (
        <Banner key={id} sign="warning">
          The document {id} cannot be understood, and is not shown: {why}
        </Banner>
      ))}
    </>
  );
}

function List({ shown, props }: { shown: Shown; props: TrainsViewProps }): JSX.Element {
  const { filter, now, because } = props;
  const { open, ended } = sectionsOf(shown.rows, filter);
  const isFiltered = filter.text.trim() !== "" || filter.phase !== "";
  if (shown.rows.length === 0) {
    return (
      <Empty title="There is no release train yet">
        <p>
          A release train takes application releases through scoping, construction, verification and
          production together: with gates that check themselves, approvals, reserved environments, and
          turnovers that deploy.
        </p>
        <RouteButton primary icon="plus" {...(because === undefined ? {} : { because })} to={newTrain}>
          New release train
        </RouteButton>
      </Empty>
    );
  }
  return (
    <>
      <Filters {...props} />
      {open.length > 0 && <Table name="Open trains" last="Next" rows={open} now={now} />}
      {open.length === 0 && <p class="above">No open train {isFiltered ? "fits the filter" : "is there"}.</p>}
      {ended.length > 0 && (
        <details open={isFiltered}>
          <summary>Ended ({ended.length})</summary>
          <Table name="Trains that have ended" last="Ended" rows={ended} now={now} />
        </details>
      )}
    </>
  );
}

function Content(props: TrainsViewProps): JSX.Element {
  const { shown, mine, reload, now, because } = props;
  if (shown.kind === "loading") return <Skeleton rows={6} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  const { rows, templates } = shown.value;
  return (
    <>
      {shown.problem && <FailureBanner report={shown.problem} retry={reload} />}
      <Problems shown={shown.value} />
      {rows.length > 0 && <MineView shown={mine} now={now} />}
      <List shown={shown.value} props={props} />
      {templates && <TemplatesView rows={templates} because={because} removing={props.removing} />}
    </>
  );
}

const newTrain = { place: { view: "trains" }, over: { panel: "new-train" } } as const;

/** A file that was exported, chosen with the browser's own dialog. */
function Import({ becauseImport, acting, carryIn }: TrainsViewProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        hidden
        type="file"
        accept=".json,application/json"
        aria-label="Exported train"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) carryIn(file);
          // The same file chosen again is another try.
          currentTarget.value = "";
        }}
      />
      <Button because={becauseImport} pending={acting.kind === "pending"} act={() => input.current?.click()}>
        Import…
      </Button>
    </>
  );
}

/** The release trains of the project: what waits for the reader, what is under way, what has ended, and the templates. */
export function TrainsView(props: TrainsViewProps): JSX.Element {
  const { because, acting } = props;
  return (
    <div class="content">
      <div class="above">
        <RouteButton icon="plus" {...(because === undefined ? {} : { because })} to={newTrain}>
          New release train…
        </RouteButton>
        <Import {...props} />
      </div>
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      <Content {...props} />
    </div>
  );
}
