import type { ComponentChildren, JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Release } from "../../core/model/release.ts";
import { Button } from "../shared/buttons.tsx";
import { RouteButton, RouteLink } from "../shared/nav.tsx";
import { Banner, Empty, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import { rowsInView, useSight } from "../shared/rows-in-view.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { Column } from "./columns.ts";
import { FilterBar } from "./filter-bar.tsx";
import { type Filter, noFilter } from "./filter.ts";
import type { ListedLinks } from "./links.ts";
import { type Currents, rowOf } from "./releases.ts";
import { ReleaseRow } from "./row-view.tsx";

/** Everything that the list knows. */
export type Listed = Readonly<{
  all: readonly Release[];
  shown: readonly Release[];
  columns: readonly Column[];
  currents: Currents;
  more: boolean;
  problems: readonly string[];
  /** More of the first page is still on its way. */
  unfinished: boolean;
  links: ListedLinks;
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

const rowHeight = 68;

function Spacer({ height }: { height: number }): JSX.Element | null {
  return height > 0 ? <tr aria-hidden="true" style={{ height: `${height}px` }} /> : null;
}

function Matrix({ list, props }: { list: Listed; props: ReleasesViewProps }): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const sight = useSight(scroller, props.loadMore);
  const range = rowsInView(list.shown.length, rowHeight, sight);
  const { columns, currents } = list;
  const around = { columns, currents, links: list.links };
  // A row that was drawn before is the same element again: scrolling draws only what comes into sight.
  const drawn = useMemo(() => new Map<number, JSX.Element>(), [list, props.now]);
  const rowAt = (release: Release, index: number): JSX.Element => {
    const found = drawn.get(index);
    if (found) return found;
    const row = rowOf(release, around);
    const element = <ReleaseRow key={release.id} row={row} columns={columns} index={index} now={props.now} />;
    drawn.set(index, element);
    return element;
  };
  return (
    <div class="card matrix" ref={scroller} tabIndex={0} role="region" aria-label="Releases">
      <table aria-rowcount={list.shown.length + 1} style={{ minWidth: `${500 + columns.length * 192}px` }}>
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
      {(list.unfinished || list.more) && (
        <p class="more">
          {list.unfinished && <span class="dim">More are being read…</span>}
          {list.more && (
            <Button act={props.loadMore} pending={props.loadingMore}>
              Load older releases
            </Button>
          )}
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
      {list.unfinished && <p>More are being read…</p>}
      <Button act={() => props.setFilter(noFilter)}>Clear the filter</Button>
      {list.more && (
        <Button act={props.loadMore} pending={props.loadingMore}>
          Look in older releases
        </Button>
      )}
    </Empty>
  );
}

function Broken({ broken }: ListedLinks): JSX.Element | null {
  if (broken.length === 0) return null;
  return (
    <Banner sign="bad">
      <b>{broken.length === 1 ? "A release is broken." : `${broken.length} releases are broken.`}</b> Azure
      DevOps no longer has what is listed here; what is known of it is kept as proof:{" "}
      {broken.map(({ release, name, pipeline }, at) => (
        <span key={release}>
          {at > 0 && ", "}
          <RouteLink to={{ place: { view: "release", id: release, tab: "pipeline" } }}>
            {name}
          </RouteLink> of {pipeline.name}
        </span>
      ))}
    </Banner>
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
      <Broken {...known.links} />
      {[...known.problems, ...known.links.problems].map((problem) => (
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
