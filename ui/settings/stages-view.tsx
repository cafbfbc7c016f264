import type { JSX } from "preact";
import type { Settings } from "../../core/model/settings.ts";
import { Head } from "../shared/head.tsx";
import { Banner } from "../shared/pieces.tsx";
import { type StageRow, withClass, withEnvironment } from "./stages.ts";

type StagesProps = {
  rows: readonly StageRow[];
  /** Which source could not be read, and why. */
  problems: readonly string[];
  settings: Settings;
  change: (settings: Settings) => void;
};

function Row({
  row,
  settings,
  change,
}: { row: StageRow } & Omit<StagesProps, "rows" | "problems">): JSX.Element {
  return (
    <tr>
      <th scope="row">
        {row.name}
        <small>{row.found}</small>
      </th>
      <td>{row.own}</td>
      <td>
        <select
          aria-label={`Class of ${row.name}`}
          value={row.class}
          onChange={(event) => change(withClass(settings, row.name, event.currentTarget.value))}
        >
          {row.choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled ?? false}>
              {choice.text}
            </option>
          ))}
        </select>
      </td>
      <td>
        {row.named === undefined ? (
          <input
            type="text"
            aria-label={`Environment of ${row.name}`}
            placeholder={row.name}
            value={row.environment}
            onInput={(event) => change(withEnvironment(settings, row.name, event.currentTarget.value))}
          />
        ) : (
          <>
            {row.named}
            <small>named by the pipeline</small>
          </>
        )}
      </td>
    </tr>
  );
}

/** Every stage and environment of the project, with its class and the environment that it stands for. */
export function StagesView({ rows, problems, settings, change }: StagesProps): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>Stages and environments</h2>
          How strict the rules are, and which environment a stage deploys to where the names differ. A setting
          can only tighten: a class that is not stricter than the pipeline&apos;s own is not offered.
          {problems.map((problem) => (
            <Banner key={problem} sign="warning">
              {problem}
            </Banner>
          ))}
          {rows.length === 0 && problems.length === 0 && (
            <p class="dim">No pipeline of this project has stages yet.</p>
          )}
        </caption>
        {rows.length > 0 && (
          <Head names={["Stage or environment", "Counts as", "Tightened to", "Environment"]} />
        )}
        <tbody>
          {rows.map((row) => (
            <Row key={row.name} row={row} settings={settings} change={change} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
