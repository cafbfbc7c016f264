import type { ComponentChildren, JSX } from "preact";
import { useErrorBoundary } from "preact/hooks";
import { RouteButton } from "./nav.tsx";
import { PageHeader, Tabs } from "./page.tsx";
import { Empty, FailureBanner, Skeleton } from "./pieces.tsx";
import { reportOf } from "./report.ts";
import { home, type Place } from "./route.ts";

/** The page until Azure DevOps has answered: the same shape as the one that comes. */
export function Starting(): JSX.Element {
  return (
    <main class="page" aria-busy="true">
      <PageHeader title="Release Manager" />
      <div class="tabs" />
      <Skeleton rows={8} />
    </main>
  );
}

/** The page was opened without Azure DevOps around it, or Azure DevOps does not answer. */
export function OutsidePage(): JSX.Element {
  return (
    <main class="page">
      <Empty title="Open me inside Azure DevOps">
        <p>
          This is a page of the Release Manager extension. In Azure DevOps, choose your project, then{" "}
          <b>Pipelines</b>, then <b>Release Manager</b>.
        </p>
        <p class="dim">If you are there already, Azure DevOps did not answer in time: reload the page.</p>
      </Empty>
    </main>
  );
}

/** The page could not be started. */
export function BrokenPage({ error, retry }: { error: unknown; retry: () => void }): JSX.Element {
  return (
    <main class="page">
      <PageHeader title="Release Manager" />
      <FailureBanner report={reportOf(error)} retry={retry} />
    </main>
  );
}

/** A fault of ours while drawing is told instead of leaving an empty page. */
export function Guarded({ children }: { children: ComponentChildren }): JSX.Element {
  const caught = useErrorBoundary();
  const error: unknown = caught[0];
  const reset = caught[1];
  return error === undefined ? <>{children}</> : <BrokenPage error={error} retry={reset} />;
}

/** What all the lists share: the title, the button that makes a release, the tabs. */
export function ListFrame({ place, children }: { place: Place; children: ComponentChildren }): JSX.Element {
  const environments: Place = { view: "environments" };
  const calendar: Place = { view: "calendar" };
  const connections: Place = { view: "connections" };
  const trains: Place = { view: "trains" };
  const tabs = [
    { name: "Releases", to: home, current: place.view === "releases" },
    { name: "Environments", to: { place: environments }, current: place.view === "environments" },
    { name: "Trains", to: { place: trains }, current: place.view === "trains" },
    { name: "Calendar", to: { place: calendar }, current: place.view === "calendar" },
    { name: "Connections", to: { place: connections }, current: place.view === "connections" },
  ];
  return (
    <>
      <PageHeader title="Release Manager">
        <RouteButton primary icon="plus" to={{ place, over: { panel: "new" } }}>
          New release
        </RouteButton>
      </PageHeader>
      <Tabs tabs={tabs} name="Release Manager" />
      {children}
    </>
  );
}
