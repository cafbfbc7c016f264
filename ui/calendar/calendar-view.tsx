import type { JSX } from "preact";
import type { EntryKind } from "../../core/model/calendar.ts";
import { Button } from "../shared/buttons.tsx";
import { Head } from "../shared/head.tsx";
import { Ago, Banner, Empty, FailureBanner, Pill, Skeleton } from "../shared/pieces.tsx";
import { zoneName } from "../shared/time.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { Row, Sections } from "./calendar.ts";

/** The calendar as it is drawn. */
export type Shown = Sections &
  Readonly<{
    /** Documents that cannot be understood: production is refused while they are there. */
    unread: readonly Readonly<{ id: string; why: string }>[];
    problems: readonly string[];
  }>;

export type CalendarViewProps = Readonly<{
  shown: Loaded<Shown>;
  now: number;
  acting: Acting;
  make: (kind: EntryKind) => void;
  change: (id: string) => void;
  end: (id: string) => void;
  remove: (id: string) => void;
  reload: () => void;
}>;

function When({ row, now }: { row: Row; now: number }): JSX.Element {
  const { from, to } = row.span;
  return (
    <>
      <Ago at={from} now={now} /> to {to === undefined ? "whenever it is ended" : <Ago at={to} now={now} />}
      {row.again !== undefined && <small>{row.again}</small>}
    </>
  );
}

type LineProps = { row: Row; isOver: boolean; props: CalendarViewProps };

function Acts({ row, isOver, props }: LineProps): JSX.Element {
  const { title } = row;
  const end = row.begun ? "End now" : "Remove";
  if (isOver) {
    return (
      <Button subtle label={`Remove ${title}`} act={() => props.remove(row.id)}>
        Remove
      </Button>
    );
  }
  return (
    <>
      <Button subtle icon="edit" label={`Change ${title}`} act={() => props.change(row.id)}>
        Change…
      </Button>
      <Button subtle icon="stop" label={`${end} ${title}`} act={() => props.end(row.id)}>
        {end}
      </Button>
    </>
  );
}

function Line({ row, isOver, props }: LineProps): JSX.Element {
  return (
    <tr>
      <th scope="row">
        {row.title} <Pill>{row.words}</Pill>
        <small>{row.reason}</small>
        {row.meets.length > 0 && <small class="fault">Meets {row.meets.join(", ")}</small>}
      </th>
      <td>{row.where}</td>
      <td>
        <When row={row} now={props.now} />
      </td>
      <td>
        {row.whom === "" ? <span class="dim">–</span> : row.whom}
        <small>made by {row.by}</small>
      </td>
      <td class="actions">
        <Acts row={row} isOver={isOver} props={props} />
      </td>
    </tr>
  );
}

type PartProps = { name: string; rows: readonly Row[]; isOver?: boolean; props: CalendarViewProps };

function Part({ name, rows, isOver = false, props }: PartProps): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>{name}</h2>
        </caption>
        <Head names={["What", "Where", "When", "Who may deploy"]} acts />
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} isOver={isOver} props={props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Unread({ shown, props }: { shown: Shown; props: CalendarViewProps }): JSX.Element {
  return (
    <>
      {shown.unread.map(({ id, why }) => (
        <Banner key={id} sign="bad">
          <p>{why} While it is there, production is refused.</p>
          <Button label={`Remove the entry ${id}`} act={() => props.remove(id)}>
            Remove it
          </Button>
        </Banner>
      ))}
      {shown.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
    </>
  );
}

function Listed({ shown, props }: { shown: Shown; props: CalendarViewProps }): JSX.Element {
  const { now, coming, past } = shown;
  const isEmpty = now.length + coming.length + past.length === 0;
  return (
    <>
      <Unread shown={shown} props={props} />
      {isEmpty && (
        <Empty title="Nothing is reserved or frozen">
          <p>
            What stands here is obeyed by every deployment, wherever it is started: here, on the pages of
            Azure DevOps, by a schedule, or on a command line.
          </p>
        </Empty>
      )}
      <Part name="Now" rows={now} props={props} />
      <Part name="Coming" rows={coming} props={props} />
      <Part name="Over" rows={past} isOver props={props} />
    </>
  );
}

function Content(props: CalendarViewProps): JSX.Element {
  const { shown, reload } = props;
  if (shown.kind === "loading") return <Skeleton rows={6} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  return (
    <>
      {shown.problem && <FailureBanner report={shown.problem} retry={reload} />}
      <Listed shown={shown.value} props={props} />
    </>
  );
}

/** The calendar: what holds now, what comes, what is over. */
export function CalendarView(props: CalendarViewProps): JSX.Element {
  const because = props.shown.kind === "loaded" ? undefined : "The calendar is not read yet.";
  return (
    <div class="content">
      <div class="above">
        <Button because={because} act={() => props.make("reservation")}>
          Reserve…
        </Button>
        <Button because={because} act={() => props.make("freeze")}>
          Freeze…
        </Button>
        <Button because={because} act={() => props.make("hold")}>
          Hold…
        </Button>
        <span class="dim">Times are those of {zoneName()}.</span>
      </div>
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} retry={props.reload} />}
      <Content {...props} />
    </div>
  );
}
