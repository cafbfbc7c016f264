import { useState } from "preact/hooks";
import { createRelease } from "../../core/acts/create-release.ts";
import { draftRelease, type ReleaseDraft } from "../../core/acts/draft-release.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readSettings } from "../../core/acts/settings.ts";
import { type Contract, defaultContract } from "../../core/model/connection.ts";
import type { Release } from "../../core/model/release.ts";
import type { ReleasePipeline } from "../../core/ports.ts";
import type { Choice } from "../shared/fields.tsx";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import type { DraftShown, NewReleaseViewProps } from "./new-release-view.tsx";
import {
  allManual,
  artefactLines,
  buildChoices,
  type Choices,
  connectionChoices,
  connectionFaults,
  firstChoices,
  stageChoices,
  toggled,
  whyNot,
} from "./new-release.ts";

type Wanted = Readonly<{
  pipeline?: number;
  build?: number;
  created: (release: Release) => void;
  close: () => void;
}>;

function shownOf(draft: ReleaseDraft, touched: Choices | undefined, contract: Contract): DraftShown {
  const choices = touched ?? firstChoices(draft);
  const source = draft.pipeline.sources.find((one) => one.primary) ?? draft.pipeline.sources[0];
  return {
    builds: buildChoices(draft.builds),
    build: draft.build ? String(draft.build.id) : "",
    stages: stageChoices(draft, choices),
    artefacts: artefactLines(draft),
    source: [source?.alias ?? "", draft.build?.number ?? ""].filter(Boolean).join(" "),
    connections: connectionChoices(draft),
    faults: connectionFaults(draft, choices, contract),
    findings: draft.findings,
    choices,
  };
}

function mapped<T, U>(state: Loaded<T>, map: (value: T) => U): Loaded<U> {
  return state.kind === "loaded" ? { ...state, value: map(state.value) } : state;
}

function pipelineChoices(pipelines: readonly ReleasePipeline[]): readonly Choice[] {
  return pipelines.map((one) => ({
    value: String(one.id),
    text: one.disabled ? `${one.name} (disabled)` : one.name,
    disabled: one.disabled,
  }));
}

/** The contract only helps to choose here; the task reads it again. Where it cannot be read, the default one helps. */
async function contractOf(hub: Hub): Promise<Contract> {
  const settings = await readingOf(readSettings(hub.project.id, hub.azure.documents));
  return (settings.kind === "read" ? settings.value.value.contract : undefined) ?? defaultContract;
}

/** The pipelines, and the one to begin with: the only one, or the one that carries the build that was asked for. */
async function readPipelines(hub: Hub, buildId: number | undefined): Promise<Pipelines> {
  const [all, build, contract] = await Promise.all([
    hub.azure.releases.pipelines(),
    buildId === undefined ? undefined : hub.azure.builds.get(buildId),
    contractOf(hub),
  ]);
  const usable = all.filter((one) => !one.disabled);
  const carrying = usable.filter((one) =>
    one.sources.some((source) => source.buildPipeline && source.buildPipeline.id === build?.pipeline.id),
  );
  const first = carrying[0] ?? (usable.length === 1 ? usable[0] : undefined);
  return { all, contract, ...(first ? { first: String(first.id) } : {}) };
}

type Pipelines = Readonly<{ all: readonly ReleasePipeline[]; contract: Contract; first?: string }>;

type Picked = Readonly<{
  pipeline: string;
  draft: Loaded<ReleaseDraft | undefined>;
  pipelines: Loaded<Pipelines>;
  choosePipeline: (id: string) => void;
  chooseBuild: (id: number) => void;
  reload: () => void;
}>;

/** Which pipeline and which build, and what a release of them would be. */
function usePicked(hub: Hub, wanted: Wanted): Picked {
  const [chosen, setChosen] = useState(wanted.pipeline === undefined ? undefined : String(wanted.pipeline));
  const [build, setBuild] = useState(wanted.build);
  const pipelines = useLoaded(() => readPipelines(hub, wanted.build), { key: "" });
  const first = pipelines.state.kind === "loaded" ? pipelines.state.value.first : undefined;
  const pipeline = chosen ?? first ?? "";
  const draft = useLoaded<ReleaseDraft | undefined>(
    async () => {
      if (pipeline === "") return undefined;
      return draftRelease(
        { pipelineId: Number(pipeline), ...(build === undefined ? {} : { buildId: build }) },
        hub.azure,
      );
    },
    { key: `${pipeline}\n${build ?? ""}` },
  );
  return {
    pipeline,
    draft: draft.state,
    pipelines: pipelines.state,
    choosePipeline: (id) => {
      setChosen(id);
      setBuild(undefined);
    },
    chooseBuild: setBuild,
    reload: () => {
      pipelines.reload();
      draft.reload();
    },
  };
}

function shownDraft(picked: Picked, touched: Choices | undefined): Loaded<DraftShown> | undefined {
  const { draft: state, pipelines } = picked;
  const contract = pipelines.kind === "loaded" ? pipelines.value.contract : defaultContract;
  if (picked.pipeline === "") return undefined;
  if (state.kind !== "loaded") return state;
  return state.value ? { ...state, value: shownOf(state.value, touched, contract) } : { kind: "loading" };
}

async function create(hub: Hub, draft: ReleaseDraft, choices: Choices): Promise<Release> {
  const { pipeline, build } = draft;
  return createRelease(
    {
      pipelineId: pipeline.id,
      buildId: build?.id ?? 0,
      manualStages: choices.manual,
      description: choices.description.trim(),
      ...(choices.connection === "" ? {} : { connection: choices.connection }),
    },
    hub.azure,
  );
}

/** The panel that makes a release. */
export function useNewRelease(hub: Hub, wanted: Wanted): NewReleaseViewProps {
  const picked = usePicked(hub, wanted);
  const [touched, setTouched] = useState<Choices>();
  const [acting, act] = useAct();
  const draft = picked.draft.kind === "loaded" ? picked.draft.value : undefined;
  const choices = touched ?? (draft && firstChoices(draft));
  const change = (make: (now: Choices) => Choices): void => {
    if (choices) setTouched(make(choices));
  };
  return {
    project: hub.project.name,
    pipelines: mapped(picked.pipelines, ({ all }) => pipelineChoices(all)),
    pipeline: picked.pipeline,
    choosePipeline: (id) => {
      picked.choosePipeline(id);
      setTouched(undefined);
    },
    // What was chosen stays when the build is another one.
    chooseBuild: (id) => picked.chooseBuild(Number(id)),
    draft: shownDraft(picked, touched),
    because: whyNot(draft),
    toggle: (stage) => change((now) => toggled(now, stage)),
    toggleAll: (manual) => change((now) => (draft ? allManual(draft, now, manual) : now)),
    change: (part) => change((now) => ({ ...now, ...part })),
    acting,
    create: () => {
      if (draft?.build && choices) act(async () => wanted.created(await create(hub, draft, choices)));
    },
    reload: picked.reload,
    close: wanted.close,
  };
}
