import type { JSX } from "preact";
import { Head } from "../shared/head.tsx";
import { Ago } from "../shared/pieces.tsx";
import { OfferButton } from "../shared/offer-view.tsx";
import type { Taking } from "./about.ts";
import type { GateCard } from "./gates.ts";
import { GateView } from "./gate-view.tsx";
import { MilestonesTable } from "./milestones-view.tsx";
import type { EnvironmentRow, EnvironmentsShown, MilestonesShown } from "./train.ts";

export type PlanViewProps = Readonly<{
  gates: readonly GateCard[];
  milestones: MilestonesShown;
  environments: EnvironmentsShown;
  now: number;
  taking: Taking;
}>;

function Milestones({ milestones: { rows, add }, now, taking }: PlanViewProps): JSX.Element {
  return (
    <section class="card padded part" aria-label="Milestones">
      <div class="row">
        <h2 class="grow">Milestones</h2>
        <OfferButton offer={add} {...taking} />
      </div>
      {rows.length === 0 && <p class="dim">No milestone is set.</p>}
      <MilestonesTable of="the train" rows={rows} now={now} taking={taking} />
    </section>
  );
}

function Environment({
  row,
  now,
  taking,
}: {
  row: EnvironmentRow;
  now: number;
  taking: Taking;
}): JSX.Element {
  const { span } = row;
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td>{row.class}</td>
      <td>
        {span && (
          <>
            <Ago at={span.from} now={now} /> to{" "}
            {span.to === undefined ? "whenever it is ended" : <Ago at={span.to} now={now} />}
          </>
        )}
        {row.fault !== undefined && <small class="fault">{row.fault}</small>}
      </td>
      <td class="actions">
        <OfferButton subtle offer={row.offer} {...taking} />
      </td>
    </tr>
  );
}

function Environments({ environments: { rows, reserve }, now, taking }: PlanViewProps): JSX.Element {
  return (
    <section class="card padded part" aria-label="Reserved environments">
      <div class="row">
        <h2 class="grow">Reserved environments</h2>
        <OfferButton offer={reserve} {...taking} />
      </div>
      {rows.length === 0 && (
        <p class="dim">
          None is reserved. A turnover goes to one of the environments that are reserved here.
        </p>
      )}
      {rows.length > 0 && (
        <div class="scrolls">
          <table>
            <caption class="unseen">Environments that are reserved for the train</caption>
            <Head names={["Environment", "Class", "Reserved"]} acts />
            <tbody>
              {rows.map((row) => (
                <Environment key={row.name} row={row} now={now} taking={taking} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** Gates, milestones and reserved environments of a train. */
export function PlanView(props: PlanViewProps): JSX.Element {
  return (
    <div class="content">
      {props.gates.map((card) => (
        <GateView key={card.name} card={card} now={props.now} taking={props.taking} />
      ))}
      <Milestones {...props} />
      <Environments {...props} />
    </div>
  );
}
