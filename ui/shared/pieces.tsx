import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ended, type FailureReport, retryWords, targetWords } from "../../core/failure.ts";
import type { Person } from "../../core/model/person.ts";
import { Button } from "./buttons.tsx";
import { clockNow } from "./clock.ts";
import { type Sign, StatusSign } from "./icons.tsx";
import { headline } from "./report.ts";
import { ago, duration, exactTime } from "./time.ts";

/** A moment as one says it; the exact one on hover. */
export function Ago({ at, now }: { at: number; now: number }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {ago(at, now)}
    </time>
  );
}

/** A moment in the reader's own zone; its title says it in UTC. */
export function LocalTime({ at }: { at: number }): JSX.Element {
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at, "UTC")}>
      {exactTime(at)}
    </time>
  );
}

/** How long something has been going on, counted each second. */
export function Elapsed({ since }: { since: number }): JSX.Element {
  const [now, setNow] = useState(clockNow());
  useEffect(() => {
    const timer = setInterval(() => setNow(clockNow()), 1000);
    return () => clearInterval(timer);
  }, []);
  return <span class="ticks">{duration(now - since)}</span>;
}

/** A status: its sign, its words and, below, what else there is to know. */
export function StatusLine(props: {
  sign: Sign;
  words: string;
  title?: string;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="status" title={props.title}>
      <StatusSign sign={props.sign} />
      <div>
        <b>{props.words}</b>
        {props.children && <small>{props.children}</small>}
      </div>
    </div>
  );
}

/** Short words on a rounded ground. */
export function Pill({ children }: { children: ComponentChildren }): JSX.Element {
  return <span class="pill">{children}</span>;
}

function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/).filter((word) => word !== "");
  return `${words[0]?.[0] ?? "?"}${words[1]?.[0] ?? ""}`.toUpperCase();
}

/** Somebody's initials. Their picture would need Azure DevOps's own cookies, which a hub does not get. */
export function Avatar({ person }: { person: Person | undefined }): JSX.Element {
  return (
    <span class="avatar" aria-hidden="true">
      {initials(person?.name ?? "?")}
    </span>
  );
}

type BannerProps = { sign: Sign; children: ComponentChildren; alert?: boolean; close?: () => void };

/** One message over the width of the page. */
export function Banner({ sign, children, alert, close }: BannerProps): JSX.Element {
  return (
    <div class={`banner ${sign}`} role={alert ? "alert" : "status"}>
      <StatusSign sign={sign} />
      <div class="grow">{children}</div>
      {close && (
        <Button subtle act={close} icon="close" label="Close this message">
          {""}
        </Button>
      )}
    </div>
  );
}

/** Most of what goes wrong in the hub is a question that was not answered: only what may have left something behind says so. */
function isHarmless({ state, retry }: FailureReport): boolean {
  return state === "nothing was changed" && retry !== "not safe";
}

/** A failure in plain words: what, where, cause, what to do, and a way to try again. */
export function FailureBanner({
  report,
  retry,
}: {
  report: FailureReport;
  retry?: (() => void) | undefined;
}): JSX.Element {
  const title = headline(report);
  return (
    <Banner sign="bad" alert>
      <b>{title}</b>
      <p>
        {title === report.what ? "" : `${report.what}. `}
        {ended(report.cause)} {ended(report.next)}
      </p>
      {isHarmless(report) || <p>{`Target: ${targetWords(report)} ${retryWords(report)}`}</p>}
      <small>
        {report.where} · {report.code}
        {report.ids ? ` · ${report.ids}` : ""}
      </small>
      {retry && (
        <p>
          <Button act={retry} icon="refresh">
            Try again
          </Button>
        </p>
      )}
    </Banner>
  );
}

/** What stands where there is nothing yet: why, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Grey bars in the place of what is coming. The heights are those of the real thing, so nothing jumps. */
export function Skeleton({ rows, height = 60 }: { rows: number; height?: number }): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} style={{ height: `${height}px` }}>
          <i />
          <i />
        </div>
      ))}
    </div>
  );
}
