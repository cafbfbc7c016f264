import type { JSX } from "preact";
import { Button, CopyButton } from "../shared/buttons.tsx";
import { RouteLink } from "../shared/nav.tsx";
import { Ago } from "../shared/pieces.tsx";
import { exactTime } from "../shared/time.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Deferrable, ScheduledStart, Timeable } from "./scheduled-start.ts";

/** What can be done so that something starts by itself, and what takes that back. */
export type Timing = Readonly<{
  schedule: (stage: Timeable, at: Instant) => void;
  /** Takes the stage's time back. */
  drop: (stage: Timeable) => void;
  defer: (approval: Deferrable, until: Instant) => void;
}>;

type DeferProps = { approval: Deferrable; at: Instant; now: number; acting: Acting; timing: Timing };

function Defer({ approval, at, now, acting, timing }: DeferProps): JSX.Element {
  const { title, until, because, release } = approval;
  return (
    <li class="row">
      <span class="grow">
        <RouteLink to={{ place: { view: "release", id: release, tab: "pipeline" } }}>{title}</RouteLink>{" "}
        {until === undefined ? (
          "waits for an approval that can be given for then."
        ) : (
          <>
            is approved and goes on <Ago at={until} now={now} />.
          </>
        )}
      </span>
      {until === undefined && (
        <Button because={because} pending={acting.kind === "pending"} act={() => timing.defer(approval, at)}>
          Approve {title} for {exactTime(at)}
        </Button>
      )}
    </li>
  );
}

type ScheduledViewProps = { start: ScheduledStart; now: number; acting: Acting; timing: Timing };

type TimedProps = { stage: Timeable; at: Instant; now: number; acting: Acting; timing: Timing };

function Timed({ stage, at, now, acting, timing }: TimedProps): JSX.Element {
  const { title, release, because } = stage;
  const pending = acting.kind === "pending";
  return (
    <li class="row">
      <span class="grow">
        <RouteLink to={{ place: { view: "release", id: release, tab: "pipeline" } }}>{title}</RouteLink>{" "}
        {stage.at === undefined ? (
          "is a stage of a classic release: Azure DevOps keeps a time for it and starts it then."
        ) : (
          <>
            is scheduled: Azure DevOps starts it <Ago at={stage.at} now={now} />.
          </>
        )}
      </span>
      {stage.at === undefined ? (
        <Button because={because} pending={pending} act={() => timing.schedule(stage, at)}>
          Start {title} on {exactTime(at)}…
        </Button>
      ) : (
        <Button pending={pending} act={() => timing.drop(stage)}>
          Do not start {title} by itself
        </Button>
      )}
    </li>
  );
}

function Pipeline({ pipeline, noPipeline, unfit, timeable }: ScheduledStart): JSX.Element | null {
  if (unfit.length === 0) return null;
  const first = timeable === undefined ? "" : `, and ${timeable.title} with them, which gets no time then`;
  return (
    <>
      <p>
        {unfit.join(", ")}: a time of their own would not wait for the task before, and a stage of a run that
        nobody is asked to approve takes none. Azure DevOps has nothing else for them but a scheduled pipeline
        {first}.
      </p>
      {noPipeline !== undefined && <p>{noPipeline}</p>}
      {pipeline !== undefined && (
        <details>
          <summary>A pipeline that starts them then</summary>
          <p>
            Put it into a repository as a pipeline of its own.{" "}
            <CopyButton text={pipeline} what="the pipeline" />
          </p>
          <pre>{pipeline}</pre>
        </details>
      )}
    </>
  );
}

/** What can start at the turnover's time by itself, and that nothing else does. */
export function ScheduledView({ start, now, acting, timing }: ScheduledViewProps): JSX.Element {
  const { at, timeable, deferrable } = start;
  return (
    <section class="card padded at-its-time">
      <h2>
        At its time, <Ago at={at} now={now} />
      </h2>
      <p>
        <b>Nobody starts it by itself: Release Manager has no server.</b> Somebody starts it here then, or
        Azure DevOps does as below. What Azure DevOps began is taken over on this page, once the turnover is
        started here.
      </p>
      {(timeable !== undefined || deferrable.length > 0) && (
        <ul>
          {timeable && <Timed stage={timeable} {...{ at, now, acting, timing }} />}
          {deferrable.map((approval) => (
            <Defer key={approval.task} {...{ approval, at, now, acting, timing }} />
          ))}
        </ul>
      )}
      <Pipeline {...start} />
    </section>
  );
}
