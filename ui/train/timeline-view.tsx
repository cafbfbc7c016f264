import type { JSX, TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import { Head } from "../shared/head.tsx";
import { Ago, Pill } from "../shared/pieces.tsx";
import { zoneName } from "../shared/time.ts";
import { type Bar, leastWidth, type Mark, type Row, type Timeline } from "./timeline.ts";

type Look = "chart" | "table";
export type TimelineViewProps = Readonly<{ timeline: Timeline; now: number }>;

const percent = (part: number): string => `${part.toFixed(3)}%`;

function BarPart({ bar }: { bar: Bar }): JSX.Element {
  return (
    <span
      class={`bar ${bar.state}`}
      style={{ left: percent(bar.place), width: percent(bar.width) }}
      title={`${bar.name}: ${bar.words}`}
    >
      {bar.state === "done" && <span aria-hidden="true">✓ </span>}
      {bar.state === "late" && <b>Late: </b>}
      {bar.name}
      <span class="unseen">, {bar.words}</span>
    </span>
  );
}

const shapes: Readonly<Record<Mark["kind"], Readonly<Record<Mark["state"], string>>>> = {
  gate: { done: "◆", late: "◈", coming: "◇" },
  milestone: { done: "●", late: "◉", coming: "○" },
};

type MarkProps = { mark: Mark; id: string; isStop: boolean; choose: (id: string) => void };

/** Within a chart one mark takes part in the order of the keyboard; the arrows lead from it to the others. */
function MarkPart({ mark, id, isStop, choose }: MarkProps): JSX.Element {
  const { kind, name, state, words } = mark;
  return (
    <button
      type="button"
      class={`mark ${state}${mark.isLeft ? " left" : ""}`}
      style={{ left: percent(mark.place), top: `${34 + mark.lane * 22}px` }}
      data-mark={id}
      tabIndex={isStop ? 0 : -1}
      title={`${name}: ${words}`}
      aria-label={`${kind === "gate" ? "" : "Milestone "}${name}, ${words}`}
      onFocus={() => choose(id)}
      onClick={() => choose(id)}
    >
      <span aria-hidden="true">{shapes[kind][state]}</span>
      <span class="name">
        {state === "late" && <b>Late: </b>}
        {name}
      </span>
    </button>
  );
}

const idOf = (row: Row, mark: Mark): string => `${row.key} ${mark.key}`;

type TrackProps = { row: Row; today: number | undefined; stop: string; choose: (id: string) => void };

function Track({ row, today, stop, choose }: TrackProps): JSX.Element {
  return (
    <div class="track" style={{ minHeight: `${38 + row.lanes * 22}px` }}>
      {today !== undefined && <i class="today" style={{ left: percent(today) }} aria-hidden="true" />}
      {row.bars.map((bar) => (
        <BarPart key={bar.key} bar={bar} />
      ))}
      {row.marks.map((mark) => {
        const id = idOf(row, mark);
        return <MarkPart key={id} mark={mark} id={id} isStop={id === stop} choose={choose} />;
      })}
    </div>
  );
}

function Scale({ timeline: { ticks, today } }: { timeline: Timeline }): JSX.Element {
  return (
    <div class="scale">
      <span />
      <div class="track" aria-hidden="true">
        {ticks.map(({ at, place, words }) => (
          <small key={at} class="tick" style={{ left: percent(place) }}>
            {words}
          </small>
        ))}
        {today !== undefined && (
          <b class="tick today-word" style={{ left: percent(today) }}>
            Today
          </b>
        )}
      </div>
    </div>
  );
}

const steps: Readonly<Partial<Record<string, number>>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** The arrows lead from mark to mark, Home and End to the first and the last one. */
function walk(event: TargetedKeyboardEvent<HTMLElement>): void {
  const marks = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-mark]")];
  const here = marks.findIndex((mark) => mark === document.activeElement);
  const ends: Readonly<Partial<Record<string, number>>> = { Home: 0, End: marks.length - 1 };
  const step = steps[event.key];
  const next = marks[step === undefined ? (ends[event.key] ?? -1) : here + step];
  if (here < 0 || next === undefined) return;
  event.preventDefault();
  next.focus();
}

function Chart({ timeline }: { timeline: Timeline }): JSX.Element {
  const all = timeline.rows.flatMap((row) => row.marks.map((mark) => ({ mark, row, id: idOf(row, mark) })));
  const [chosen, choose] = useState<string>();
  const told = all.find(({ id }) => id === chosen);
  const stop = told?.id ?? all[0]?.id ?? "";
  return (
    <>
      <div class="card scrolls timeline" role="group" aria-label="Timeline" onKeyDown={walk}>
        <div style={{ minWidth: `${leastWidth + 180}px` }}>
          <Scale timeline={timeline} />
          {timeline.rows.map((row) => (
            <div key={row.key} class={`line ${row.kind}`} role="group" aria-label={row.title}>
              <div class="row-head">
                <b>{row.title}</b>
                <small>{row.words}</small>
              </div>
              <Track row={row} today={timeline.today} stop={stop} choose={choose} />
            </div>
          ))}
        </div>
      </div>
      <p class="dim" role="status">
        {told === undefined
          ? "Choose a mark to read about it; the arrow keys lead from one to the next."
          : `${told.row.title}: ${told.mark.name}, ${told.mark.words}.`}
      </p>
    </>
  );
}

const stateWords = { done: "Done", now: "Under way", late: "Late", coming: "To come" } as const;

type CellsProps = { name: string; what: string; state: keyof typeof stateWords; words: string };

function Cells({ name, what, state, words }: CellsProps): JSX.Element {
  return (
    <>
      <td>
        {name} <Pill>{what}</Pill>
      </td>
      <td>
        {state === "late" ? <b>{stateWords[state]}</b> : stateWords[state]}
        <small>{words}</small>
      </td>
    </>
  );
}

function Group({ row, now }: { row: Row; now: number }): JSX.Element {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={4}>
          {row.title} <small>{row.words}</small>
        </th>
      </tr>
      {row.bars.map(({ key, name, from, to, state, words }) => (
        <tr key={key}>
          <td>
            <Ago at={from} now={now} />
          </td>
          <td>
            <Ago at={to} now={now} />
          </td>
          <Cells name={name} what="Phase" state={state} words={words} />
        </tr>
      ))}
      {row.marks.map(({ key, kind, name, at, state, words }) => (
        <tr key={key}>
          <td />
          <td>
            <Ago at={at} now={now} />
          </td>
          <Cells name={name} what={kind === "gate" ? "Gate" : "Milestone"} state={state} words={words} />
        </tr>
      ))}
    </tbody>
  );
}

function Table({ timeline, now }: TimelineViewProps): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>Timeline</h2>
        </caption>
        <Head names={["From", "To, or on", "What", "How it stands"]} />
        {timeline.rows.map((row) => (
          <Group key={row.key} row={row} now={now} />
        ))}
      </table>
    </div>
  );
}

const looks: readonly Readonly<{ look: Look; name: string }>[] = [
  { look: "chart", name: "Chart" },
  { look: "table", name: "Table" },
];

/** The timeline of a train and of what travels on it, as a chart or, with the same words, as a table. */
export function TimelineView(props: TimelineViewProps): JSX.Element {
  const [look, setLook] = useState<Look>("chart");
  return (
    <div class="content">
      <div class="above">
        {looks.map((one) => (
          <button
            key={one.look}
            type="button"
            class="toggle"
            aria-pressed={look === one.look}
            onClick={() => setLook(one.look)}
          >
            {one.name}
          </button>
        ))}
        <span class="dim">Dates are those of {zoneName()}.</span>
      </div>
      {look === "chart" ? <Chart timeline={props.timeline} /> : <Table {...props} />}
    </div>
  );
}
