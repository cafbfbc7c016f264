import type { JSX } from "preact";
import { counted } from "../../core/model/words.ts";
import { Head } from "../shared/head.tsx";
import { StatusSign } from "../shared/icons.tsx";
import { Came } from "../shared/meanwhile-view.tsx";
import { RouteLink } from "../shared/nav.tsx";
import { Ago, Empty, Pill } from "../shared/pieces.tsx";
import { zoneName } from "../shared/time.ts";
import type { Acting } from "../shared/use-act.ts";
import { OfferButton } from "../shared/offer-view.tsx";
import type { Offer, Taking } from "./order.ts";
import { stateSigns, stateWords } from "./turnover.ts";
import type { TurnoverRow } from "./turnovers.ts";

export type TurnoversViewProps = Readonly<{
  train: number;
  rows: readonly TurnoverRow[];
  make: Offer;
  now: number;
  acting: Acting;
  meanwhile: readonly string[] | undefined;
  /** What went wrong beside the last act, a sentence each. */
  beside: readonly string[];
  taking: Taking;
  reload: () => void;
}>;

function State({ row }: { row: TurnoverRow }): JSX.Element {
  return (
    <>
      <StatusSign sign={stateSigns[row.state]} /> {stateWords[row.state]}
      {row.late !== undefined && <small class="fault">{row.late}</small>}
    </>
  );
}

function Line({ row, train, now }: { row: TurnoverRow; train: number; now: number }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <RouteLink to={{ place: { view: "turnover", train, turnover: row.id } }}>{row.title}</RouteLink>{" "}
        {row.isProduction && <Pill>Production</Pill>}
        <small>{row.parts.join(", ")}</small>
      </th>
      <td>{row.environment}</td>
      <td>
        <State row={row} />
      </td>
      <td>
        {row.scheduled === undefined ? <span class="dim">–</span> : <Ago at={row.scheduled} now={now} />}
      </td>
      <td>
        {row.tasks === 0 ? <span class="dim">none yet</span> : `${row.done} of ${counted(row.tasks, "task")}`}
      </td>
    </tr>
  );
}

function Rows({ rows, train, now }: Pick<TurnoversViewProps, "rows" | "train" | "now">): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <Head names={["Turnover", "Environment", "State", "To be deployed", "Done"]} />
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} train={train} now={now} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The turnovers of a train. */
export function TurnoversView(props: TurnoversViewProps): JSX.Element {
  const { rows, make, taking } = props;
  return (
    <div class="content">
      <div class="above">
        <OfferButton offer={make} {...taking} />
        <span class="dim">Times are those of {zoneName()}.</span>
      </div>
      <Came {...props} told={props.beside} />
      {rows.length === 0 ? (
        <Empty title="Nothing is turned over yet">
          <p>
            A turnover hands artefacts over for deployment to one reserved environment: delivered, accepted by
            a release engineer, and deployed task by task.
          </p>
        </Empty>
      ) : (
        <Rows {...props} />
      )}
    </div>
  );
}
