import type { JSX } from "preact";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { FailureBanner } from "../shared/pieces.tsx";
import { type Acting, doneAlready } from "../shared/use-act.ts";

/** What an import would do, before it is done. */
export type ImportShown = Readonly<{
  title: string;
  /** Application releases that come with it. */
  comes: readonly string[];
  leftOut: readonly string[];
  decided: readonly string[];
}>;

export type ImportViewProps = Readonly<{
  shown: ImportShown;
  acting: Acting;
  carryIn: () => void;
  close: () => void;
}>;

function Told({ name, sentences }: { name: string; sentences: readonly string[] }): JSX.Element | null {
  if (sentences.length === 0) return null;
  return (
    <section>
      <h3>{name}</h3>
      <ul>
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

/** A train of another project: what of it holds here, and what is left out, before anything is stored. */
export function ImportView({ shown, acting, carryIn, close }: ImportViewProps): JSX.Element {
  const because = doneAlready(acting);
  return (
    <Panel
      title={`Import the plan of ${shown.title}`}
      under="It was exported from another project. What it names there by number or by person means nothing here, or somebody else."
      close={close}
      submit={() => because === undefined && carryIn()}
      footer={
        <Decision because={because} acting={acting} close={close}>
          Import the plan
        </Decision>
      }
    >
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      <p>It begins in scoping, with its dates, gates, exit criteria, milestones and tasks.</p>
      <Told name="Application releases that come" sentences={shown.comes} />
      <Told name="Left out" sentences={shown.leftOut} />
      <Told
        name="Decided there: kept as text in the ledger, it decides nothing here"
        sentences={shown.decided}
      />
    </Panel>
  );
}
