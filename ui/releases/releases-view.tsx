import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Release, ReleaseId } from "../../core/model/release.ts";
import { Button } from "../shared/buttons.tsx";
import { Icon } from "../shared/icons.tsx";
import { RouteButton, RouteIconButton, RouteLink } from "../shared/nav.tsx";
import type { Route } from "../shared/route.ts";
import {
  Ago,
  Avatar,
  Banner,
  Elapsed,
  Empty,
  FailureBanner,
  Skeleton,
  StatusLine,
} from "../shared/pieces.tsx";
import { rowsInView, useSight } from "../shared/rows-in-view.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { Column } from "./columns.ts";
import { FilterBar } from "./filter-bar.tsx";
import type { Filter } from "./filter.ts";
import { type Cell, type Currents, type Row, rowOf } from "./releases.ts";

/** Everything that the list knows. */
export type Listed = Readonly<{
  all: readonly Release[];
  shown: readonly Release[];
  columns: readonly Column[];
  currents: Currents;
  more: boolean;
  problems: readonly string[];
}>;

export type ReleasesViewProps = Readonly<{
  list: Loaded<Listed>;
  filter: Filter;
  setFilter: (filter: Filter) => void;
  reload: () => void;
  loadMore: () => void;
  loadingMore: boolean;
  now: number;
  /** What stands above the list on the first day. */
  welcome?: ComponentChildren;
}>;

const rowHeight = 60;

function StageCell({ cell, now }: { cell: Cell; now: number }): JSX.Element {
  return (
    <StatusLine
      sign={cell.sign}
      words={cell.words}
      title={[cell.words, ...cell.details, `Azure DevOps says: ${cell.wire}`].join("\n")}
    >
      {cell.at !== undefined && <Ago at={cell.at} now={now} />}
      {cell.since !== undefined && <Elapsed since={cell.since} />}
      {(cell.at !== undefined || cell.since !== undefined) && cell.details.length > 0 && " · "}
      {cell.details.join(" · ")}
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
      {row.deploy && (
        <RouteIconButton icon="deploy" name={row.deploy.name} to={deployRoute(row.id, row.deploy.stage)} />
      )}
      {row.lock !== undefined && (
        <span class="lock" role="img" title={row.lock} aria-label={row.lock}>
          <Icon name="lock" />
        </span>
      )}
    </td>
  );
}

function ReleaseRow(props: {
  row: Row;
  columns: readonly Column[];
  index: number;
  now: number;
}): JSX.Element {
  const { row, now } = props;
  return (
    <tr aria-rowindex={props.index + 2}>
      <th scope="row">
        <RouteLink to={{ place: { view: "release", id: row.id, tab: "pipeline" } }}>{row.name}</RouteLink>
        <small title={row.description}>
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

function Spacer({ height }: { height: number }): JSX.Element | null {
  return height > 0 ? <tr aria-hidden="true" style={{ height: `${height}px` }} /> : null;
}

function Matrix({ list, props }: { list: Listed; props: ReleasesViewProps }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const sight = useSight(scroller, props.loadMore);
  const range = rowsInView(list.shown.length, rowHeight, sight);
  const { columns, currents } = list;
  // A row that was drawn before is the same element again: scrolling draws only what comes into sight.
  const drawn = useMemo(() => new Map<number, JSX.Element>(), [list, props.now]);
  const rowAt = (release: Release, index: number): JSX.Element => {
    const found = drawn.get(index);
    if (found) return found;
    const row = rowOf(release, columns, currents);
    const element = <ReleaseRow key={release.id} row={row} columns={columns} index={index} now={props.now} />;
    drawn.set(index, element);
    return element;
  };
  return (
    <div class="card matrix" ref={scroller} tabIndex={0} role="region" aria-label="Releases">
      <table aria-rowcount={list.shown.length + 1} style={{ minWidth: `${460 + columns.length * 184}px` }}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">Release</th>
            <th scope="col">Created</th>
            {columns.map((column) => (
              <th scope="col" key={column.name}>
                {column.name}
              </th>
            ))}
            <th scope="col" class="actions">
              <span class="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Spacer height={range.before} />
          {list.shown.slice(range.from, range.to).map((release, at) => rowAt(release, range.from + at))}
          <Spacer height={range.after} />
        </tbody>
      </table>
      {list.more && (
        <p class="more">
          <Button act={props.loadMore} pending={props.loadingMore}>
            Load older releases
          </Button>
        </p>
      )}
    </div>
  );
}

function NothingShown({ list, props }: { list: Listed; props: ReleasesViewProps }): JSX.Element {
  if (list.all.length === 0) {
    return (
      <Empty title="No releases yet">
        <p>A release carries the artefacts of one successful build through the stages of a pipeline.</p>
        <RouteButton primary to={{ place: { view: "releases" }, over: { panel: "new" } }}>
          New release
        </RouteButton>
      </Empty>
    );
  }
  return (
    <Empty title="No release matches the filter">
      <Button act={() => props.setFilter({ text: "", pipeline: "", branch: "", stage: "", waiting: false })}>
        Clear the filter
      </Button>
      {list.more && (
        <Button act={props.loadMore} pending={props.loadingMore}>
          Look in older releases
        </Button>
      )}
    </Empty>
  );
}

/** The list of releases: one row a release, one column a stage. */
export function ReleasesView(props: ReleasesViewProps): JSX.Element {
  const { list } = props;
  if (list.kind === "loading") return <Skeleton rows={8} height={rowHeight} />;
  if (list.kind === "failed") return <FailureBanner report={list.report} retry={props.reload} />;
  const known = list.value;
  return (
    <>
      {props.welcome}
      {list.problem && <FailureBanner report={list.problem} retry={props.reload} />}
      {known.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      <FilterBar list={known} filter={props.filter} setFilter={props.setFilter} />
      {known.shown.length === 0 ? (
        <NothingShown list={known} props={props} />
      ) : (
        <Matrix list={known} props={props} />
      )}
    </>
  );
}
