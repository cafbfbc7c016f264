import { useState } from "preact/hooks";
import { createRelease } from "../../core/acts/create-release.ts";
import { draftRelease, type ReleaseDraft } from "../../core/acts/draft-release.ts";
import { type Contract, defaultContract } from "../../core/model/connection.ts";
import type { Release } from "../../core/model/release.ts";
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

/** The panel that makes a release. */
export function useNewRelease(hub: Hub, wanted: Wanted): NewReleaseViewProps {
  const [pipeline, setPipeline] = useState(wanted.pipeline === undefined ? "" : String(wanted.pipeline));
  const [build, setBuild] = useState(wanted.build);
  const [touched, setTouched] = useState<Choices>();
  const [acting, act] = useAct();
  const pipelines = useLoaded(() => hub.azure.releases.pipelines(), { key: "" });
  const drafted = useLoaded<ReleaseDraft | undefined>(
    async () =>
      pipeline === ""
        ? undefined
        : draftRelease({ pipelineId: Number(pipeline), ...(build === undefined ? {} : { buildId: build }) }, hub.azure),
    { key: `${pipeline}\n${build ?? ""}` },
  );
  const draft = drafted.state.kind === "loaded" ? drafted.state.value : undefined;
  const choices = touched ?? (draft && firstChoices(draft));
  const change = (make: (now: Choices) => Choices): void => {
    if (choices) setTouched(make(choices));
  };

  async function create(): Promise<void> {
    if (!draft?.build || !choices) return;
    const release = await createRelease(
      {
        pipelineId: draft.pipeline.id,
        buildId: draft.build.id,
        manualStages: choices.manual,
        description: choices.description.trim(),
        ...(choices.connection === "" ? {} : { connection: choices.connection }),
      },
      hub.azure,
    );
    wanted.created(release);
  }

  const shown = drafted.state;
  return {
    project: hub.project.name,
    pipelines: mapped(pipelines.state, (all) =>
      all.map((one) => ({
        value: String(one.id),
        text: one.disabled ? `${one.name} (disabled)` : one.name,
        disabled: one.disabled,
      })),
    ),
    pipeline,
    choosePipeline: (id) => {
      setPipeline(id);
      setBuild(undefined);
      setTouched(undefined);
    },
    // The stages and the description stay as chosen; only the connection follows another build.
    chooseBuild: (id) => setBuild(Number(id)),
    draft:
      pipeline === "" ? undefined : draft ? mapped(shown, () => shownOf(draft, touched, defaultContract)) : asLoading(shown),
    because: whyNot(draft),
    toggle: (stage) => change((now) => toggled(now, stage)),
    toggleAll: (manual) => change((now) => (draft ? allManual(draft, now, manual) : now)),
    change: (part) => change((now) => ({ ...now, ...part })),
    acting,
    create: () => act(create),
    reload: () => {
      pipelines.reload();
      drafted.reload();
    },
    close: wanted.close,
  };
}

function asLoading(state: Loaded<unknown>): Loaded<DraftShown> {
  return state.kind === "failed" ? state : { kind: "loading" };
}
