import type { JSX } from "preact";
import type { ReleaseId } from "../../core/model/release.ts";
import { StatusSign } from "../shared/icons.tsx";
import { RouteIconButton, RouteLink } from "../shared/nav.tsx";
import { Ago, Avatar, Elapsed, StatusLine } from "../shared/pieces.tsx";
import type { Route } from "../shared/route.ts";
import { exactTime } from "../shared/time.ts";
import { Tip } from "../shared/tip.tsx";
import type { Column } from "./columns.ts";
import type { Cell, Row } from "./releases.ts";

function titleOf(cell: Cell): string {
  const { words, details, why, wire } = cell;
  const until = why?.until === undefined ? "" : `Until ${exactTime(why.until)}.`;
  return [words, why?.text ?? "", until, ...details, `Azure DevOps says: ${wire}`].filter(Boolean).join("\n");
}

/** A cell is narrow, and the state's own words stand above: the whole sentence is its title. */
function shortly(why: string): string {
  const rest = why.replace(
    /^It (was skipped: |was skipped, and |waits for approval, |is started by hand, and )/,
    "",
  );
  return `${rest.charAt(0).toUpperCase()}${rest.slice(1)}`;
}

function Times({ cell, now }: { cell: Cell; now: number }): JSX.Element {
  return (
    <>
      {cell.at !== undefined && <Ago at={cell.at} now={now} />}
      {cell.since !== undefined && <Elapsed since={cell.since} />}
    </>
  );
}

function StageCell({ cell, now }: { cell: Cell; now: number }): JSX.Element {
  const { why } = cell;
  const details = [shortly(why?.text ?? ""), ...cell.details].filter(Boolean);
  const timed = cell.at !== undefined || cell.since !== undefined;
  return (
    <StatusLine sign={cell.sign} words={cell.words} title={titleOf(cell)}>
      <Times cell={cell} now={now} />
      {timed && details.length > 0 && " · "}
      {details.join(" · ")}
      {why?.until !== undefined && (
        <>
          {" "}
          Until <Ago at={why.until} now={now} />
        </>
      )}
    </StatusLine>
  );
}

function deployRoute(id: ReleaseId, stage: string): Route {
  return { place: { view: "releases" }, over: { panel: "deploy", id, stage } };
}

function NoStage(): JSX.Element {
  return (
    <span class="dim" title="This pipeline has no such stage">
      –<span class="unseen">no such stage</span>
    </span>
  );
}

function Actions({ row }: { row: Row }): JSX.Element {
  return (
    <td class="actions">
      <div>
        <span>
          {row.deploy && (
            <RouteIconButton
              icon="deploy"
              name={row.deploy.name}
              to={deployRoute(row.id, row.deploy.stage)}
            />
          )}
        </span>
        <span>{row.deployed && <Tip icon="deployed" {...row.deployed} />}</span>
        <span>{row.lock && <Tip icon="lock" {...row.lock} />}</span>
      </div>
    </td>
  );
}

/** One release: its facts, a cell a stage, and what can be done or not. */
export function ReleaseRow(props: {
  row: Row;
  columns: readonly Column[];
  index: number;
  now: number;
}): JSX.Element {
  const { row, now } = props;
  return (
    <tr aria-rowindex={props.index + 2}>
      <th scope="row">
        <RouteLink to={{ place: { view: "release", id: row.id, tab: "pipeline" } }}>{row.name}</RouteLink>{" "}
        {row.title !== "" && (
          <span class="title" title={row.title}>
            {row.title}
          </span>
        )}
        <small title={row.description}>
          {row.lost && (
            <b>
              <StatusSign sign="warning" /> Its artefacts are gone ·{" "}
            </b>
          )}
          {[row.build, row.branch, row.pipeline].filter(Boolean).join(" · ")}
        </small>
      </th>
      <td>
        <div class="who">
          <Avatar person={row.createdBy} />
          <div>
            {row.createdBy?.name ?? "unknown"}
            <small>
              <Ago at={row.createdOn} now={now} />
            </small>
          </div>
        </div>
      </td>
      {row.cells.map((cell, column) => (
        <td key={props.columns[column]?.name} class={cell?.current ? "current" : ""}>
          {cell ? <StageCell cell={cell} now={now} /> : <NoStage />}
        </td>
      ))}
      <Actions row={row} />
    </tr>
  );
}
