import type { JSX } from "preact";
import { Button, CopyButton } from "../shared/buttons.tsx";
import { RouteLink } from "../shared/nav.tsx";
import { Ago } from "../shared/pieces.tsx";
import { exactTime } from "../shared/time.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Deferrable, ScheduledStart } from "./scheduled-start.ts";

type DeferProps = {
  approval: Deferrable;
  at: number;
  now: number;
  acting: Acting;
  defer: (approval: Deferrable) => void;
};

function Defer({ approval, at, now, acting, defer }: DeferProps): JSX.Element {
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
        <Button because={because} pending={acting.kind === "pending"} act={() => defer(approval)}>
          Approve {title} for {exactTime(at)}
        </Button>
      )}
    </li>
  );
}

type ScheduledViewProps = {
  start: ScheduledStart;
  now: number;
  acting: Acting;
  defer: (approval: Deferrable) => void;
};

function Pipeline({ pipeline, noPipeline, unfit }: ScheduledStart): JSX.Element | null {
  if (unfit.length === 0) return null;
  return (
    <>
      <p>
        {unfit.join(", ")}: Release Manager sets no time at which a classic stage starts, nor one for a stage
        of a run that nobody is asked to approve. Azure DevOps has nothing else for them but a scheduled
        pipeline.
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
export function ScheduledView({ start, now, acting, defer }: ScheduledViewProps): JSX.Element {
  return (
    <section class="card padded at-its-time">
      <h2>
        At its time, <Ago at={start.at} now={now} />
      </h2>
      <p>
        <b>Nobody starts it by itself: Release Manager has no server.</b> Somebody starts it here then, or
        Azure DevOps does as below. What Azure DevOps began is taken over on this page, once the turnover is
        started here.
      </p>
      {start.deferrable.length > 0 && (
        <ul>
          {start.deferrable.map((approval) => (
            <Defer key={approval.task} {...{ approval, at: start.at, now, acting, defer }} />
          ))}
        </ul>
      )}
      <Pipeline {...start} />
    </section>
  );
}
