import type { JSX } from "preact";
import { RouteButton } from "../shared/nav.tsx";
import { Pill } from "../shared/pieces.tsx";
import type { TemplateRow } from "./templates.ts";

type TemplatesProps = { rows: readonly TemplateRow[]; because: string | undefined };

/** What trains can begin with, and what is in each. */
export function TemplatesView({ rows, because }: TemplatesProps): JSX.Element {
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
          {rows.map(({ id, name, type, purpose, days, lines }) => (
            <tr key={id}>
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
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
