import type { ComponentChildren, JSX } from "preact";
import { Head } from "../shared/head.tsx";
import { Ago } from "../shared/pieces.tsx";
import { Late, Offers } from "../shared/offer-view.tsx";
import type { Taking } from "./about.ts";
import type { StandingRow } from "./releases.ts";

/** A milestone as a line: one of a train has no origin to tell. */
type Line = Omit<StandingRow, "origin"> & Partial<Pick<StandingRow, "origin">>;

type MilestonesProps = { of: ComponentChildren; rows: readonly Line[]; now: number; taking: Taking };

/** Milestones of a train, or of an application release. Nothing where there are none. */
export function MilestonesTable({ of, rows, now, taking }: MilestonesProps): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <div class="scrolls">
      <table>
        <caption class="unseen">Milestones of {of}</caption>
        <Head names={["Milestone", "Date", "Before", "Owner", "State"]} acts />
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.name}
                {row.origin !== undefined && <small>{row.origin}</small>}
              </th>
              <td>
                <Ago at={row.date} now={now} />
                <Late late={row.late} />
              </td>
              <td>{row.gate}</td>
              <td>{row.owner}</td>
              <td>{row.words}</td>
              <td class="actions">
                <Offers offers={row.offers} {...taking} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
