import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Button } from "../shared/buttons.tsx";
import { DifferencePart } from "../shared/difference-view.tsx";
import { FindingList } from "../shared/findings.tsx";
import { Head } from "../shared/head.tsx";
import { FailureBanner, Skeleton, StatusLine } from "../shared/pieces.tsx";
import { type Acting, doneAlready } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { ChosenShown, DoneShown, ValueRow, Values, ValuesShown } from "./chosen.ts";

export type ChosenViewProps = Readonly<{
  name: string;
  shown: Loaded<ChosenShown>;
  values: Values;
  choose: (values: Values) => void;
  /** Values were put back. */
  done?: DoneShown;
  acting: Acting;
  putBack: () => void;
  undo: () => void;
  /** Leads to the evidence. */
  go: () => void;
  reload: () => void;
}>;

type TableProps = { rows: readonly ValueRow[]; then: string; today: string };

function ValueTable({ rows, then, today }: TableProps): JSX.Element {
  return (
    <div class="scrolls">
      <table class="plain values">
        <Head names={["Variable", then, today]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.variable}>
              <th scope="row">
                {row.variable}
                {row.also !== "" && <small>{row.also}</small>}
              </th>
              <td>{row.then}</td>
              <td>{row.today}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type WayProps = {
  label: string;
  hint?: string | undefined;
  checked: boolean;
  off?: boolean;
  group: string;
  choose: () => void;
};

function Way({ label, hint, checked, off = false, group, choose }: WayProps): JSX.Element {
  const id = useId();
  return (
    <label class="check">
      <input
        type="radio"
        name={group}
        checked={checked}
        disabled={off}
        onChange={choose}
        aria-describedby={hint === undefined ? undefined : id}
      />
      <span>
        {label}
        {hint !== undefined && <small id={id}>{hint}</small>}
      </span>
    </label>
  );
}

type ChoiceProps = { shown: ValuesShown; values: Values; choose: ChosenViewProps["choose"] };

function Choice({ shown, values, choose }: ChoiceProps): JSX.Element | null {
  const group = useId();
  const { choice } = shown;
  if (choice === undefined) return null;
  const { because, plan } = choice;
  return (
    <fieldset>
      <legend class="unseen">Which values it is deployed with</legend>
      <Way
        label="Values of today"
        group={group}
        checked={values === "today"}
        choose={() => choose("today")}
      />
      <Way
        label="Values of then"
        hint={because ?? (values === "then" ? plan : undefined)}
        group={group}
        checked={values === "then"}
        off={because !== undefined}
        choose={() => choose("then")}
      />
    </fieldset>
  );
}

function Connection(props: ChoiceProps): JSX.Element {
  const { words, rows, blocks, secrets } = props.shown;
  const stands = blocks.map(({ text, fix, variable }) => ({
    ...{ id: variable, level: "warning" as const, title: text, detail: "", fix },
  }));
  return (
    <section>
      <h3>Its connection</h3>
      <p>{words}</p>
      {rows.length > 0 && <ValueTable rows={rows} then="Then" today="Today" />}
      <FindingList findings={stands} />
      {secrets.map((sentence) => (
        <small key={sentence}>{sentence} </small>
      ))}
      <Choice {...props} />
    </section>
  );
}

function Done({ done, props }: { done: DoneShown; props: ChosenViewProps }): JSX.Element {
  return (
    <section>
      <h3>Its connection</h3>
      <StatusLine sign="ok" words={done.words} />
      <ValueTable rows={done.rows} then="Now" today="Before" />
      <p>
        <Button
          act={props.undo}
          pending={props.acting.kind === "pending"}
          label="Undo: put back what was before"
        >
          Undo
        </Button>
      </p>
    </section>
  );
}

type NextProps = { shown: Extract<Loaded<ChosenShown>, { kind: "loaded" }>; props: ChosenViewProps };

function Next({ shown, props }: NextProps): JSX.Element {
  const { choice } = shown.value.values;
  const { acting, name } = props;
  // What is being read again may not be what was weighed.
  const pending = acting.kind === "pending" || shown.refreshing;
  return props.done === undefined && props.values === "then" && choice !== undefined ? (
    <Button primary act={props.putBack} pending={pending} because={doneAlready(acting)}>
      {choice.effect}
    </Button>
  ) : (
    <Button primary act={props.go} label={`Show the evidence for going back to ${name}`}>
      Show the evidence
    </Button>
  );
}

/** What going back to one release means, and which values it is deployed with. */
export function ChosenView(props: ChosenViewProps): JSX.Element {
  const { shown, done, acting, reload } = props;
  if (shown.kind === "loading") return <Skeleton rows={3} height={40} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  const { removed, values } = shown.value;
  return (
    <div class="chosen">
      <DifferencePart shown={removed} />
      {done === undefined ? (
        <Connection shown={values} values={props.values} choose={props.choose} />
      ) : (
        <Done done={done} props={props} />
      )}
      {shown.problem && <FailureBanner report={shown.problem} retry={reload} />}
      {acting.kind === "failed" && (
        // Looking again would forget what was there before, which can still be put back.
        <FailureBanner report={acting.report} retry={done === undefined ? reload : undefined} />
      )}
      <p>
        <Next shown={shown} props={props} />
      </p>
    </div>
  );
}
