import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Finding } from "../../core/model/evidence.ts";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { DifferencePart } from "../shared/difference-view.tsx";
import { CheckField, TextField } from "../shared/fields.tsx";
import { FindingList } from "../shared/findings.tsx";
import { FailureBanner, Skeleton } from "../shared/pieces.tsx";
import { type Acting, doneAlready } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { type Entry, type Sheet, whyNot } from "./deploy.ts";

export type DeployViewProps = Readonly<{
  sheet: Loaded<Sheet>;
  /** What the title says before the sheet is there. */
  title: string;
  /** What is chosen before anything was touched. */
  first: Entry;
  acting: Acting;
  start: (entry: Entry) => void;
  reload: () => void;
  close: () => void;
}>;

function Plan({ sheet }: { sheet: Sheet }): JSX.Element {
  return (
    <section>
      <h3>What will happen, in this order</h3>
      {sheet.plan.length === 0 && <p class="dim">Not known: the build was not sealed.</p>}
      <ol class="plan">
        {sheet.plan.map((one, at) => (
          <li key={one.name} class={one.excluded === undefined ? "" : "dim"}>
            <span class="order">{at + 1}</span>
            <span>
              <b>{one.name}</b> {one.excluded === undefined ? one.text : `left out: ${one.excluded}`}
            </span>
          </li>
        ))}
      </ol>
      {sheet.leftOut !== "" && <small>{sheet.leftOut}</small>}
    </section>
  );
}

function Questions(props: {
  sheet: Sheet;
  entry: Entry;
  set: (change: Partial<Entry>) => void;
}): JSX.Element {
  const { sheet, entry, set } = props;
  return (
    <>
      <TextField
        label={sheet.asksReason ? "Reason" : "Reason (optional)"}
        hint={sheet.reasonHint}
        look="lines"
        most={4000}
        value={entry.reason}
        change={(reason) => set({ reason })}
      />
      {sheet.holds !== undefined && (
        <CheckField
          label={`Hold ${sheet.holds} afterwards: what starts by itself is refused until the hold is ended`}
          checked={entry.hold}
          change={(hold) => set({ hold })}
        />
      )}
      {sheet.asksSecret && (
        <TextField
          label="Secret of the connection"
          hint="Handed to this one deployment as the stage variable Connection-Secret. It is not kept here."
          look="secret"
          value={entry.secret}
          change={(secret) => set({ secret })}
        />
      )}
      {sheet.nameToType !== undefined && (
        <TextField
          label={
            <>
              Type <strong>{sheet.nameToType}</strong> to confirm
            </>
          }
          value={entry.typed}
          change={(typed) => set({ typed })}
        />
      )}
    </>
  );
}

function Findings({ name, findings }: { name: string; findings: readonly Finding[] }): JSX.Element | null {
  if (findings.length === 0) return null;
  return (
    <section>
      <h3>{name}</h3>
      <FindingList findings={findings} />
    </section>
  );
}

function Body({ sheet }: { sheet: Sheet }): JSX.Element {
  return (
    <>
      <Findings
        name={sheet.blocked ? "What stands in the way" : "What to look at first"}
        findings={sheet.problems}
      />
      <Plan sheet={sheet} />
      <DifferencePart shown={sheet.difference} />
      <Findings name="Evidence" findings={sheet.evidence} />
    </>
  );
}

type ContentProps = { state: Loaded<Sheet>; sheet: Sheet | undefined; reload: () => void };

function Content({ state, sheet, reload }: ContentProps): JSX.Element {
  if (state.kind === "loading") return <Skeleton rows={6} height={52} />;
  if (state.kind === "failed") return <FailureBanner report={state.report} retry={reload} />;
  return (
    <>
      {state.problem && <FailureBanner report={state.problem} retry={reload} />}
      <Body sheet={sheet ?? state.value} />
    </>
  );
}

type FooterProps = {
  sheet: Sheet;
  entry: Entry;
  set: (change: Partial<Entry>) => void;
  because: string | undefined;
  props: DeployViewProps;
};

/** The questions stay beside the button, whatever is scrolled above them. */
function Footer({ sheet, entry, set, because, props }: FooterProps): JSX.Element {
  const mayPass = props.sheet.kind === "loaded" && props.sheet.value.inSpite !== undefined;
  return (
    <>
      {mayPass && (
        <CheckField
          label="Deploy in spite of the calendar"
          checked={entry.inSpite}
          change={(inSpite) => set({ inSpite })}
        />
      )}
      {!sheet.blocked && <Questions sheet={sheet} entry={entry} set={set} />}
      <Decision because={because} acting={props.acting} doing={sheet.doing} close={props.close}>
        {sheet.effect}
      </Decision>
    </>
  );
}

type Standing = Readonly<{ entry: Entry; sheet?: Sheet; because?: string | undefined }>;

/** What holds for what was typed. A tick counts only while the sheet asks for it. */
function standing({ sheet: state, acting }: DeployViewProps, typed: Entry): Standing {
  if (state.kind !== "loaded") return { entry: typed };
  const { inSpite } = state.value;
  const entry = { ...typed, inSpite: typed.inSpite && inSpite !== undefined };
  const sheet = (entry.inSpite && inSpite) || state.value;
  const old = state.problem && "It could not be read again: see above.";
  return { entry, sheet, because: doneAlready(acting) ?? old ?? whyNot(sheet, entry) };
}

/** The evidence sheet: what would go where, what is known about it, and the one button that starts it. */
export function DeployView(props: DeployViewProps): JSX.Element {
  const [typed, setTyped] = useState(props.first);
  const { entry, sheet, because } = standing(props, typed);
  const submit = (): void => {
    if (sheet && because === undefined) props.start(entry);
  };
  const set = (change: Partial<Entry>): void => setTyped({ ...entry, ...change });
  return (
    <Panel
      title={sheet?.title ?? props.title}
      under={sheet?.under.map((one) => (
        <span key={one}>{one}</span>
      ))}
      close={props.close}
      submit={submit}
      footer={sheet && <Footer sheet={sheet} entry={entry} set={set} because={because} props={props} />}
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} retry={props.reload} />}
      <Content state={props.sheet} sheet={sheet} reload={props.reload} />
    </Panel>
  );
}
