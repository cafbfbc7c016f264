import type { ComponentChildren, JSX } from "preact";
import { type Instant, instant } from "../../core/model/instant.ts";
import { counted, listed } from "../../core/model/words.ts";
import { Button } from "../shared/buttons.tsx";
import { Find, Pick } from "../shared/filters.tsx";
import { Banner, Empty, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Loaded } from "../shared/use-loaded.ts";
import type { Column, Filter, Row } from "./environments.ts";
import { type MatrixProps, Places } from "./matrix-view.tsx";
import { furtherBack, historyWords, isBeforeHistory, isCut, type Known } from "./moment.ts";
import { MomentBar, MomentLine, type MomentProps } from "./moment-bar.tsx";

/** What is drawn of the matrix. */
export type Shown = Readonly<{
  columns: readonly Column[];
  /** All pipelines. */
  all: number;
  rows: readonly Row[];
  problems: readonly string[];
  /** Environments of YAML that nothing was deployed to, as far as was read. */
  unused: readonly string[];
  known: Known;
}>;

export type EnvironmentsViewProps = Readonly<{
  shown: Loaded<Shown>;
  moment: MomentProps;
  filter: Filter;
  setFilter: (filter: Filter) => void;
  reload: () => void;
  readBackTo: (since: Instant) => void;
  closer: MatrixProps["closer"];
}>;

function Filters({ shown, props }: { shown: Shown; props: EnvironmentsViewProps }): JSX.Element {
  const { filter, setFilter } = props;
  return (
    <div class="filters" role="search">
      <Find
        name="Filter by pipeline, release, build or branch"
        placeholder="Filter by pipeline, release, build or branch"
        value={filter.text}
        change={(text) => setFilter({ ...filter, text })}
      />
      <Pick name="Classic and YAML" value={filter.kind} change={(kind) => setFilter({ ...filter, kind })}>
        <option>Classic</option>
        <option>YAML</option>
      </Pick>
      <span class="unseen" role="status">
        {counted(shown.rows.length, "pipeline")} shown
      </span>
    </div>
  );
}

type HistoryProps = { known: Known; now: Instant; readBackTo: (since: Instant) => void };

/** How far back the matrix knows, and the way to know more. */
function History({ known, now, readBackTo }: HistoryProps): JSX.Element {
  const { since } = known;
  const more = since !== undefined && !isCut(known);
  const words = (
    <>
      {historyWords(known, now)}{" "}
      {more && (
        <Button subtle pending={known.unfinished} act={() => readBackTo(furtherBack(since))}>
          Read further back
        </Button>
      )}
    </>
  );
  if (!isBeforeHistory(known)) return <span class="dim">{words}</span>;
  return (
    <Banner sign="warning">
      The moment that you chose lies before what was read, so what ran then is not known. {words}
    </Banner>
  );
}

function Nothing({ shown, props }: { shown: Shown; props: EnvironmentsViewProps }): JSX.Element {
  if (shown.all > 0) {
    return (
      <Empty title="No pipeline matches the filter">
        <Button act={() => props.setFilter({ text: "", kind: "" })}>Clear the filter</Button>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing was deployed yet">
      <p>
        Here stands what runs where, as soon as a stage of a classic release, or a YAML deployment job with an
        environment, has begun.
      </p>
    </Empty>
  );
}

function Page({
  children,
  props,
}: {
  children: ComponentChildren;
  props: EnvironmentsViewProps;
}): JSX.Element {
  return (
    <>
      <MomentBar moment={props.moment} />
      {children}
    </>
  );
}

/** What is where, of which moment, and how far back that is known. `at` is when it was read. */
function Listed({
  shown,
  at,
  props,
}: {
  shown: Shown;
  at: Instant;
  props: EnvironmentsViewProps;
}): JSX.Element {
  const { columns, rows, unused } = shown;
  return (
    <>
      {shown.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      <Filters shown={shown} props={props} />
      <div class="above" role="status">
        <MomentLine at={props.moment.at} readAt={at} now={props.moment.now} />
        <History known={shown.known} now={at} readBackTo={props.readBackTo} />
      </div>
      {rows.length === 0 ? (
        <Nothing shown={shown} props={props} />
      ) : (
        <Places columns={columns} rows={rows} now={at} closer={props.closer} />
      )}
      {unused.length > 0 && (
        <p class="description">Nothing was deployed to {listed(unused)}, as far as was read.</p>
      )}
    </>
  );
}

/** What is where: one row a pipeline, one column an environment, at any moment. */
export function EnvironmentsView(props: EnvironmentsViewProps): JSX.Element {
  const { shown } = props;
  if (shown.kind === "loading")
    return (
      <Page props={props}>
        <Skeleton rows={8} height={56} />
      </Page>
    );
  if (shown.kind === "failed")
    return (
      <Page props={props}>
        <FailureBanner report={shown.report} retry={props.reload} />
      </Page>
    );
  return (
    <Page props={props}>
      {shown.problem && <FailureBanner report={shown.problem} retry={props.reload} />}
      <Listed shown={shown.value} at={instant(shown.at)} props={props} />
    </Page>
  );
}
