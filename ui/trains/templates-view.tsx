import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { RouteButton } from "../shared/nav.tsx";
import { FailureBanner, Pill } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import type { TemplateRow } from "./templates.ts";

/** The removing of a template, which is asked first. */
export type Removing = Readonly<{
  /** Why the reader cannot remove one. */
  because: string | undefined;
  /** The one that the question is about. */
  asked: TemplateRow | undefined;
  acting: Acting;
  ask: (row: TemplateRow) => void;
  remove: () => void;
  close: () => void;
}>;

type TemplatesProps = { rows: readonly TemplateRow[]; because: string | undefined; removing: Removing };

function Question({ removing }: { removing: Removing }): JSX.Element | null {
  const { asked, acting, remove, close } = removing;
  if (asked === undefined) return null;
  return (
    <Panel
      look="dialog"
      title={`Remove the template ${asked.name}`}
      close={close}
      submit={remove}
      footer={
        <Decision danger acting={acting} doing="One moment…" out="Back" close={close}>
          Remove the template
        </Decision>
      }
    >
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      <p>
        Trains that were made of it stay as they are. The template itself cannot be brought back: keep a
        train’s plan as a template to make another one.
      </p>
    </Panel>
  );
}

type LineProps = Omit<TemplatesProps, "rows"> & { row: TemplateRow };

function Line({ row, because, removing }: LineProps): JSX.Element {
  const { id, name, type, purpose, days, lines } = row;
  return (
    <tr>
      <th scope="row">
        {name} <Pill>{type}</Pill>
        <small>{purpose}</small>
      </th>
      <td>
        <details>
          <summary>{`${days}, what is in it`}</summary>
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </details>
      </td>
      <td class="actions">
        <RouteButton
          label={`New train from ${name}`}
          {...(because === undefined ? {} : { because })}
          to={{ place: { view: "trains" }, over: { panel: "new-train", template: id } }}
        >
          New train from it…
        </RouteButton>
        <Button
          subtle
          because={removing.because}
          label={`Remove the template ${name}…`}
          act={() => removing.ask(row)}
        >
          Remove…
        </Button>
      </td>
    </tr>
  );
}

/** What trains can begin with, and what is in each. */
export function TemplatesView({ rows, ...more }: TemplatesProps): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>Templates</h2>
          {rows.length === 0
            ? "None yet. On the page of a train, Keep as template keeps its gates, exit criteria, approvals, milestones and tasks for trains of its kind."
            : "A train that begins with one is its own: whatever is changed on it, the template stays as it is."}
        </caption>
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} {...more} />
          ))}
        </tbody>
      </table>
      <Question {...more} />
    </div>
  );
}
