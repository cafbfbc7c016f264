import type { JSX } from "preact";
import { Banner, Ago, Empty, Pill, StatusLine } from "../shared/pieces.tsx";
import { StatusSign } from "../shared/icons.tsx";
import { OutLink, RouteLink } from "../shared/nav.tsx";
import type { ReleaseId } from "../../core/model/release.ts";
import { counted } from "../../core/model/words.ts";
import { duration } from "../shared/time.ts";
import type { AttemptRow, History, StepRow } from "./attempts.ts";
import { Head } from "../shared/head.tsx";
import { ProofView } from "./proof-view.tsx";

function Steps({ steps }: { steps: readonly StepRow[] }): JSX.Element | null {
  if (steps.length === 0) return null;
  return (
    <details>
      <summary>{counted(steps.length, "step")}</summary>
      <ol class="steps">
        {steps.map((step, at) => (
          <li key={at}>
            <StatusSign sign={step.sign} />
            <span class="grow">
              {step.name}
              <small>
                {step.words}
                {step.took !== undefined && `, ${duration(step.took)}`}
              </small>
              {step.issues.map((issue, nth) => (
                <small key={nth} class={issue.level === "error" ? "fault" : ""}>
                  {issue.level === "error" ? "Error" : "Warning"}: {issue.text}
                </small>
              ))}
            </span>
            {step.log !== undefined && (
              <OutLink to={step.log}>
                Log<span class="unseen"> of {step.name}</span>
              </OutLink>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}

function Attempt({ row, id, now }: { row: AttemptRow; id: ReleaseId; now: number }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        {row.stage} #{row.number}
      </th>
      <td>
        <StatusLine sign={row.sign} words={row.words} title={`Azure DevOps says: ${row.wire}`}>
          {row.warnings}
        </StatusLine>
        {row.backFrom !== undefined && <Pill>Rollback from {row.backFrom}</Pill>}
        <Steps steps={row.steps} />
      </td>
      <td>
        {row.by}
        <small>{row.reason === "" ? "no reason given" : row.reason}</small>
      </td>
      <td>
        {row.queued !== undefined && <Ago at={row.queued} now={now} />}
        <small>
          {row.finished !== undefined && (
            <>
              until <Ago at={row.finished} now={now} />
            </>
          )}
          {row.took !== undefined && `, ${duration(row.took)}`}
        </small>
      </td>
      <td>{row.connection}</td>
      <td>
        <ProofView proof={row.proof} />
        {row.record && (
          <small>
            <RouteLink to={{ place: { view: "release", id, tab: "record" } }}>
              Record<span class="unseen"> of {row.key}</span>
            </RouteLink>
          </small>
        )}
      </td>
    </tr>
  );
}

type AttemptsProps = { rows: readonly AttemptRow[]; id: ReleaseId; now: number };

/** Every attempt: who, why, when, with which connection, and whether its record holds. */
export function AttemptsView({ rows, id, now }: AttemptsProps): JSX.Element {
  if (rows.length === 0) return <Empty title="Nothing was deployed yet" />;
  return (
    <div class="card scrolls">
      <table>
        <Head names={["Attempt", "Result", "Started by", "When", "Connection", "Record"]} />
        <tbody>
          {rows.map((row) => (
            <Attempt key={row.key} row={row} id={id} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What Azure DevOps itself remembers of the release. */
export function ActsView({ history, now }: { history: History; now: number }): JSX.Element {
  if (history.kind === "failed") {
    return (
      <Banner sign="warning">
        <b>The history of Azure DevOps could not be read.</b> {history.why}
      </Banner>
    );
  }
  return (
    <details class="acts">
      <summary>Everything that Azure DevOps remembers ({history.value.length})</summary>
      <ol class="steps">
        {history.value.map((entry, at) => (
          <li key={at}>
            <span class="grow">
              {entry.what} {entry.detail}
              {entry.comment !== undefined && <small>{entry.comment}</small>}
            </span>
            <small>
              {entry.by?.name} {entry.on !== undefined && <Ago at={entry.on} now={now} />}
            </small>
          </li>
        ))}
      </ol>
    </details>
  );
}
