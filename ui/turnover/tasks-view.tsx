import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../shared/buttons.tsx";
import { CarriedLink } from "../shared/carried-link.tsx";
import { OutLink } from "../shared/nav.tsx";
import { Ago, Pill, StatusLine } from "../shared/pieces.tsx";
import { OfferButton } from "../shared/offer-view.tsx";
import type { Offer, Taking } from "./order.ts";
import type { Shown } from "./shown.ts";
import type { TaskLine } from "./tasks.ts";

type TasksViewProps = {
  shown: Shown;
  now: number;
  taking: Taking;
  begin: (task: TaskLine) => void;
};

function What({ task }: { task: TaskLine }): JSX.Element {
  const { title, live, of, from, item } = task;
  return (
    <th scope="row">
      {title} <Pill>{live === undefined ? "Manual" : "Automated"}</Pill>
      {of !== undefined && <small>for {of}</small>}
      {live && (
        <small>
          starts {live.stage} of <CarriedLink id={live.release}>{live.name}</CarriedLink>
        </small>
      )}
      {from !== undefined && <small>copied from {from}</small>}
      {item && (
        <small>
          done on <OutLink to={item.url}>work item #{item.id}</OutLink>
        </small>
      )}
    </th>
  );
}

function Standing({ task, now }: { task: TaskLine; now: number }): JSX.Element {
  const { sign, words, done, live, elsewhere } = task;
  return (
    <StatusLine sign={sign} words={words}>
      {done && (
        <span>
          {done.by}, <Ago at={done.on} now={now} />
          {done.note !== "" && `: ${done.note}`}
        </span>
      )}
      {live && !done && <span>The stage: {live.words}</span>}
      {elsewhere !== undefined && <p>{elsewhere}</p>}
    </StatusLine>
  );
}

type LineProps = { task: TaskLine; props: TasksViewProps };

function Line({ task, props }: LineProps): JSX.Element {
  const { begin, offers } = task;
  return (
    <tr>
      <td>{task.order}</td>
      <What task={task} />
      <td>{task.owner}</td>
      <td>
        <Standing task={task} now={props.now} />
      </td>
      <td class="actions">
        {begin && (
          <Button because={begin.because} label={`Begin ${task.title}`} act={() => props.begin(task)}>
            Begin…
          </Button>
        )}
        {offers.map((offer) => (
          <OfferButton key={offer.words} offer={offer} {...props.taking} subtle />
        ))}
      </td>
    </tr>
  );
}

/** A row that moves takes the keyboard's place with it: it is given back. */
function useKeptFocus(order: string): {
  rows: { current: HTMLTableSectionElement | null };
  keep: (label: string) => void;
} {
  const rows = useRef<HTMLTableSectionElement>(null);
  const label = useRef<string>(undefined);
  useEffect(() => {
    const kept = [...(rows.current?.querySelectorAll("button") ?? [])].find(
      (button) => button.getAttribute("aria-label") === label.current,
    );
    if (document.activeElement === document.body) kept?.focus();
    label.current = undefined;
  }, [order]);
  return { rows, keep: (text) => (label.current = text) };
}

function Table({ props }: { props: TasksViewProps }): JSX.Element {
  const { tasks } = props.shown;
  const { rows, keep } = useKeptFocus(tasks.map(({ id }) => id).join(" "));
  const take = (offer: Offer): void => {
    keep(offer.label ?? "");
    props.taking.take(offer);
  };
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">Place</span>
          </th>
          <th scope="col">Task</th>
          <th scope="col">Owner</th>
          <th scope="col">How it stands</th>
          <th scope="col" class="actions">
            <span class="unseen">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody ref={rows}>
        {tasks.map((task) => (
          <Line key={task.id} task={task} props={{ ...props, taking: { ...props.taking, take } }} />
        ))}
      </tbody>
    </table>
  );
}

/** The tasks of a turnover in the order in which they are done. */
export function TasksView(props: TasksViewProps): JSX.Element {
  const { tasks, contents } = props.shown;
  return (
    <section class="card scrolls tasks">
      <div class="above inside">
        <h2 class="grow">Tasks, one after the other</h2>
        {contents.map((offer) => (
          <OfferButton key={offer.words} offer={offer} {...props.taking} />
        ))}
      </div>
      {tasks.length === 0 ? (
        <p class="above inside dim">No task yet: a turnover without one is not delivered.</p>
      ) : (
        <Table props={props} />
      )}
    </section>
  );
}
