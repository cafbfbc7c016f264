import type { ComponentChildren, JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { Came } from "../shared/meanwhile-view.tsx";
import { RouteLink } from "../shared/nav.tsx";
import { PageHeader, type Tab, Tabs } from "../shared/page.tsx";
import { Ago, Banner, FailureBanner, Skeleton, StatusLine } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { Offers } from "../shared/offer-view.tsx";
import type { Taking } from "./about.ts";
import type { Head, PhaseStep } from "./train.ts";

/** The frame of the page: what stands around the tabs. */
export type Framed = Readonly<{ head: Head; problems: readonly string[] }>;

export type TrainViewProps = Readonly<{
  number: number;
  shown: Loaded<Framed>;
  tabs: readonly Tab[];
  now: number;
  acting: Acting;
  exporting: Acting;
  /** What somebody else did that was in the way of the last act, a sentence each. */
  meanwhile: readonly string[] | undefined;
  /** What went wrong beside the last act, a sentence each. */
  beside: readonly string[];
  taking: Taking;
  exported: () => void;
  reload: () => void;
  children: ComponentChildren;
}>;

function Step({ step }: { step: PhaseStep }): JSX.Element {
  const { name, words, isCurrent, isDone } = step;
  const sign = isCurrent && !isDone ? "running" : isDone ? "ok" : "none";
  return (
    <li {...(isCurrent ? { "aria-current": "step" } : {})} class={isDone ? "done" : ""}>
      <StatusLine sign={sign} words={name}>
        {words}
      </StatusLine>
    </li>
  );
}

function Facts({ head, now }: { head: Head; now: number }): JSX.Element {
  return (
    <>
      <dl class="facts">
        {head.facts.map(({ name, words }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
        <div>
          <dt>Dates</dt>
          <dd>
            <Ago at={head.from} now={now} /> to <Ago at={head.to} now={now} />
          </dd>
        </div>
        <div>
          <dt>Purpose</dt>
          <dd>{head.purpose}</dd>
        </div>
      </dl>
      {head.ended !== undefined && <Banner sign="note">{head.ended}</Banner>}
      <ol class="phases" aria-label="Phases">
        {head.steps.map((step) => (
          <Step key={step.name} step={step} />
        ))}
      </ol>
    </>
  );
}

function Messages(props: TrainViewProps): JSX.Element {
  const { shown, acting, exporting, meanwhile, beside, reload } = props;
  const problem = shown.kind === "loaded" ? shown.problem : undefined;
  return (
    <>
      {problem && <FailureBanner report={problem} retry={reload} />}
      {exporting.kind === "failed" && <FailureBanner report={exporting.report} retry={props.exported} />}
      {shown.kind === "loaded" && (
        <Came {...{ acting, meanwhile, reload }} told={[...beside, ...shown.value.problems]} />
      )}
    </>
  );
}

function Buttons(props: TrainViewProps): JSX.Element | null {
  const { shown, taking, exporting } = props;
  if (shown.kind !== "loaded") return null;
  return (
    <>
      <Offers offers={shown.value.head.offers} {...taking} />
      <Button subtle act={props.exported} pending={exporting.kind === "pending"}>
        Export
      </Button>
      <Button subtle icon="refresh" act={props.reload} pending={shown.refreshing}>
        Refresh
      </Button>
    </>
  );
}

/** What Azure DevOps guarantees, and what only we write down. */
function Guarantees(): JSX.Element {
  return (
    <p class="guarantees dim">
      Azure DevOps enforces: who decided a work item, and when. Release Manager records: everything else;
      whoever may edit extension data could alter it, which the ledger shows.
    </p>
  );
}

function Inside(props: TrainViewProps): JSX.Element {
  const { shown, now, tabs, children } = props;
  if (shown.kind === "loading") return <Skeleton rows={8} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={props.reload} />;
  return (
    <>
      <Facts head={shown.value.head} now={now} />
      <Messages {...props} />
      <Tabs tabs={tabs} name="Release train" />
      {children}
      <Guarantees />
    </>
  );
}

/** The page of one release train. */
export function TrainView(props: TrainViewProps): JSX.Element {
  const { shown, number } = props;
  const title = shown.kind === "loaded" ? shown.value.head.title : `Release train #${number}`;
  return (
    <>
      <PageHeader above={<RouteLink to={{ place: { view: "trains" } }}>Trains</RouteLink>} title={title}>
        <Buttons {...props} />
      </PageHeader>
      <Inside {...props} />
    </>
  );
}
