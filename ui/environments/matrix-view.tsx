import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Instant } from "../../core/model/instant.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { StatusSign } from "../shared/icons.tsx";
import { RouteIconButton, RouteLink } from "../shared/nav.tsx";
import { Ago } from "../shared/pieces.tsx";
import { exactTime } from "../shared/time.ts";
import type { PipelineKey, Route } from "../shared/route.ts";
import { rowsInView, useSight } from "../shared/rows-in-view.ts";
import { type Cell, type Column, type Line, type Row, rowHeight, targetWords } from "./environments.ts";

export type MatrixProps = Readonly<{
  columns: readonly Column[];
  rows: readonly Row[];
  now: Instant;
  /** Where a closer look at an environment is; with a row, at one pipeline there. */
  closer: (environment: string, row?: PipelineKey) => Route;
}>;

// A table of so many cells is drawn whole: searching in the page and printing find everything then.
const cellsDrawn = 400;

function titleOf(line: Line, about: string): string {
  return `${about}${line.words}\nAzure DevOps says: ${line.wire === "" ? "nothing" : line.wire}`;
}

/** One sentence; what of it does not fit is in its title. */
function Why({ why }: { why: WhyNot }): JSX.Element {
  const until = why.until === undefined ? "" : ` Until ${exactTime(why.until)}.`;
  const text = `${why.text}${until}`;
  return (
    <small class="why" title={text}>
      {text}
    </small>
  );
}

function Below({ line, about, now }: { line: Line; about: string; now: number }): JSX.Element {
  return (
    <>
      <small title={titleOf(line, `${about}: ${line.name}\n`)}>
        <StatusSign sign={line.sign} /> {line.words}: {line.name}
        {line.at !== undefined && (
          <>
            {" · "}
            <Ago at={line.at} now={now} />
          </>
        )}
      </small>
      {line.why && <Why why={line.why} />}
    </>
  );
}

function CurrentLine({ line, now }: { line: Line; now: number }): JSX.Element {
  return (
    <>
      <b title={titleOf(line, "")}>
        <StatusSign sign={line.sign} /> <span class="unseen">{line.words}: </span>
        <RouteLink to={{ place: { view: "release", id: line.release, tab: "pipeline" } }}>
          {line.name}
        </RouteLink>
      </b>
      <small>{line.at !== undefined && <Ago at={line.at} now={now} />}</small>
    </>
  );
}

type CellProps = { cell: Cell | undefined; name: string; to: Route; now: number };

function PlaceCell({ cell, name, to, now }: CellProps): JSX.Element {
  if (!cell) {
    return (
      <td>
        <span class="dim" title="Nothing was deployed here, as far as the history was read">
          –<span class="unseen">nothing deployed</span>
        </span>
      </td>
    );
  }
  return (
    <td>
      <RouteIconButton icon="logs" name={name} to={to} />
      {cell.current ? (
        <CurrentLine line={cell.current} now={now} />
      ) : (
        <b class="dim" title="Nothing has succeeded here, as far as the history was read">
          No success
        </b>
      )}
      {cell.last && <Below line={cell.last} about="Last attempt" now={now} />}
      {cell.waiting && <Below line={cell.waiting} about="Waits" now={now} />}
    </td>
  );
}

function PlaceRow({ row, index, props }: { row: Row; index: number; props: MatrixProps }): JSX.Element {
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row" title={row.name}>
        {row.name}
        <small>{row.kind}</small>
      </th>
      {props.columns.map((column, at) => (
        <PlaceCell
          key={column.name}
          cell={row.cells[at]}
          name={`${row.name} in ${column.name}: details`}
          to={props.closer(column.name, row.key)}
          now={props.now}
        />
      ))}
    </tr>
  );
}

const standingWords = { reservation: "Reserved", freeze: "Frozen", hold: "Held" } as const;

/** What the calendar says of a place, and until when. */
function Standing({ standing }: { standing: Column["standing"] }): JSX.Element | null {
  if (standing.length === 0) return null;
  const told = standing.map(({ entry, span }) => {
    const until = span.to === undefined ? "" : ` until ${exactTime(span.to)}`;
    return `${standingWords[entry.kind]}${until}: ${entry.title}`;
  });
  const words = [...new Set(standing.map(({ entry }) => standingWords[entry.kind]))].join(", ");
  return (
    <>
      {" "}
      <span class="pill" title={told.join("\n")}>
        <RouteLink to={{ place: { view: "calendar" } }}>{words}</RouteLink>
      </span>
    </>
  );
}

function ColumnHead({ column, to }: { column: Column; to: Route }): JSX.Element {
  const target = targetWords(column.targets);
  return (
    <th scope="col" title={[column.name, column.words, ...column.targets].join("\n")}>
      <RouteLink to={to}>{column.name}</RouteLink>
      <Standing standing={column.standing} />
      <small>{[column.words, target].filter(Boolean).join(" · ")}</small>
    </th>
  );
}

function Spacer({ height }: { height: number }): JSX.Element | null {
  return height > 0 ? <tr aria-hidden="true" style={{ height: `${height}px` }} /> : null;
}

const nothing = (): void => undefined;

/** The matrix itself: one row a pipeline, one column an environment. */
export function Places(props: MatrixProps): JSX.Element {
  const { columns, rows, now } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const sight = useSight(scroller, nothing);
  const height = useMemo(() => rowHeight(rows), [rows]);
  const range = rowsInView(rows.length, height, sight, Math.floor(cellsDrawn / (columns.length + 1)));
  // A row that was drawn before is the same element again: scrolling draws only what comes into sight.
  const drawn = useMemo(() => new Map<number, JSX.Element>(), [rows, columns, now]);
  const rowAt = (row: Row, index: number): JSX.Element => {
    const element = drawn.get(index) ?? <PlaceRow key={row.key} row={row} index={index} props={props} />;
    drawn.set(index, element);
    return element;
  };
  return (
    <div class="card places" ref={scroller} tabIndex={0} role="region" aria-label="Environments">
      <table
        aria-rowcount={rows.length + 1}
        style={{ minWidth: `${200 + columns.length * 168}px`, "--row": `${height}px` }}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Pipeline</th>
            {columns.map((column) => (
              <ColumnHead key={column.name} column={column} to={props.closer(column.name)} />
            ))}
          </tr>
        </thead>
        <tbody>
          <Spacer height={range.before} />
          {rows.slice(range.from, range.to).map((row, at) => rowAt(row, range.from + at))}
          <Spacer height={range.after} />
        </tbody>
      </table>
    </div>
  );
}
