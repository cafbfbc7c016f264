import { useEffect, useState } from "preact/hooks";
import type { FailureReport } from "../../core/failure.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { type ReleasesOfBuild, releasesOfBuild } from "../../core/acts/releases-of-build.ts";
import type { Build } from "../../core/model/release.ts";
import type { Host } from "../shared/host.ts";
import type { Hub } from "../shared/hub.ts";
import { pace } from "../shared/poll.ts";
import { moves } from "../shared/stage-facts.ts";
import { useChanges } from "../shared/use-changes.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import { releaseRow, type RunFacts, type RunShown, runShown } from "./run-tab.ts";
import type { ReleasesShown, RunTabViewProps } from "./run-tab-view.tsx";

async function readFacts({ azure }: Hub, run: number): Promise<RunFacts> {
  const [build, seal, published] = await Promise.all([
    azure.builds.get(run),
    readingOf(azure.evidences.seal(run)),
    readingOf(azure.builds.artefacts(run)),
  ]);
  return { build, seal, published };
}

function shownReleases({ items, titles, lookedThrough, problems }: ReleasesOfBuild): ReleasesShown {
  return {
    rows: items.map((release) => releaseRow(release, titles.get(release.id))),
    lookedThrough,
    problems,
  };
}

function useReleases(hub: Hub, build: Build | undefined): readonly [Loaded<ReleasesShown>, () => void] {
  const { state, reload } = useLoaded<ReleasesOfBuild | undefined>(
    () => (build ? releasesOfBuild(build, hub.azure) : Promise.resolve(undefined)),
    {
      key: String(build?.id ?? ""),
      again: (value) => (value?.items.some(moves) ? pace.running : undefined),
    },
  );
  useChanges(reload);
  if (state.kind !== "loaded") return [state, reload];
  return [state.value ? { ...state, value: shownReleases(state.value) } : { kind: "loading" }, reload];
}

const patience = 5000;

const untold: FailureReport = {
  code: "RM044",
  what: "The run could not be shown",
  where: "this tab",
  cause: "Azure DevOps did not tell which run this is",
  state: "nothing was changed",
  retry: "safe",
  next: "Reload the page, or find the build by New release in Release Manager",
};

/** The run that the page is about, and whether it has been waited for long enough. */
function useRun(hub: Hub, onRun: Host["onRun"]): readonly [run: number | undefined, late: boolean] {
  const [run, setRun] = useState<number>();
  const [late, setLate] = useState(false);
  useEffect(() => {
    onRun(setRun);
    void hub.wait(patience).then(() => setLate(true));
  }, []);
  return [run, late];
}

function shownRun(state: Loaded<RunFacts | undefined>, late: boolean): Loaded<RunShown> {
  if (state.kind !== "loaded") return state;
  if (state.value) return { ...state, value: runShown(state.value) };
  return late ? { kind: "failed", report: untold } : { kind: "loading" };
}

/** What the tab shows of the run whose page it stands on. */
export function useRunTab(hub: Hub, onRun: Host["onRun"], release: (run: number) => void): RunTabViewProps {
  const [run, late] = useRun(hub, onRun);
  const { state, reload } = useLoaded<RunFacts | undefined>(
    () => (run === undefined ? Promise.resolve(undefined) : readFacts(hub, run)),
    {
      key: String(run ?? ""),
      // A run that is not over yet becomes another one.
      again: (value) => (value?.build.result === "running" ? pace.idle : undefined),
    },
  );
  const known = state.kind === "loaded" ? state.value : undefined;
  const [releases, reloadReleases] = useReleases(hub, known?.build);
  return {
    run: shownRun(state, late),
    releases,
    now: hub.now(),
    docs: hub.pages.docs,
    release: () => {
      if (run !== undefined) release(run);
    },
    reload: () => {
      reload();
      reloadReleases();
    },
  };
}
