import { useState } from "preact/hooks";
import { draftRelease } from "../../core/acts/draft-release.ts";
import { offerRun } from "../../core/acts/offer-run.ts";
import { promotionFinding } from "../../core/acts/promotion-finding.ts";
import { problemOf, readingOf } from "../../core/acts/reading-of.ts";
import { releaseOf } from "../../core/acts/release-of.ts";
import { readSettings } from "../../core/acts/settings.ts";
import { defaultContract } from "../../core/model/connection.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { Build, Release } from "../../core/model/release.ts";
import type { YamlPipeline } from "../../core/ports-of-runs.ts";
import type { ReleasePipeline } from "../../core/ports.ts";
import type { Hub } from "../shared/hub.ts";
import { type Over, type PipelineKey, pipelineIn } from "../shared/route.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import type { Rules } from "./connection-choice.ts";
import { classicDraft, type Draft, yamlDraft } from "./draft.ts";

/** What the panel was opened for. */
export type Wanted = Omit<Extract<Over, { panel: "new" }>, "panel">;

/** What there is to choose from, and where to begin. */
export type Pipelines = Readonly<{
  classic: readonly ReleasePipeline[];
  yaml: readonly YamlPipeline[];
  /** What could not be read. */
  problems: readonly string[];
  rules: Rules;
  build?: Build;
  from?: Release;
  first: PipelineKey | "";
}>;

/** They only help to choose here; the task reads them again. Where the contract cannot be read, the default one helps. */
async function rulesOf({ azure, project }: Hub): Promise<Rules> {
  const [settings, services] = await Promise.all([
    readingOf(readSettings(project.id, azure.documents)),
    readingOf(azure.connections.serviceNames()),
  ]);
  return {
    contract: (settings.kind === "read" ? settings.value.value.contract : undefined) ?? defaultContract,
    ...(services.kind === "read" ? { serviceNames: services.value } : {}),
  };
}

/** One world that cannot be read does not hide the other one. */
async function readPipelines(hub: Hub, { build, from }: Wanted): Promise<Pipelines> {
  const { azure } = hub;
  const asked = azure.releases.pipelines();
  const [classic, yaml, carried, origin, rules] = await Promise.all([
    readingOf(asked),
    readingOf(azure.runs.pipelines()),
    build === undefined ? undefined : azure.builds.get(build),
    from === undefined ? undefined : releaseOf(from, azure),
    rulesOf(hub),
  ]);
  if (classic.kind === "failed" && yaml.kind === "failed") await asked;
  const known = { classic: valueOf(classic), yaml: valueOf(yaml) };
  return {
    ...known,
    problems: [
      ...problemOf("The classic release pipelines", classic),
      ...problemOf("The YAML pipelines", yaml),
    ],
    rules,
    ...(carried ? { build: carried } : {}),
    ...(origin ? { from: origin } : {}),
    first: firstOf(known, carried, origin),
  };
}

function valueOf<T>(reading: Reading<readonly T[]>): readonly T[] {
  return reading.kind === "read" ? reading.value : [];
}

/** The pipeline to begin with: the only one, or one that carries the build. A release is promoted to another one than its own. */
function firstOf(
  { classic, yaml }: Pick<Pipelines, "classic" | "yaml">,
  build: Build | undefined,
  from: Release | undefined,
): PipelineKey | "" {
  const usable = classic.filter(
    (one) => !one.disabled && !(from?.kind === "classic" && from.pipeline.id === one.id),
  );
  const carrying = usable.find((one) =>
    one.sources.some((source) => source.buildPipeline && source.buildPipeline.id === build?.pipeline.id),
  );
  const only = usable.length === 1 && yaml.length === 0 && from === undefined ? usable[0] : undefined;
  const first = carrying ?? only;
  return first ? `classic:${first.id}` : "";
}

async function readDraft(
  hub: Hub,
  pipeline: string,
  build: number | undefined,
  from: Wanted["from"],
): Promise<Draft> {
  const [kind, id] = pipeline.split(":");
  const order = { pipelineId: Number(id), ...(build === undefined ? {} : { buildId: build }) };
  const draft =
    kind === "yaml"
      ? yamlDraft(await offerRun(order, hub.azure))
      : classicDraft(await draftRelease(order, hub.azure));
  if (from === undefined || !draft.build) return draft;
  return { ...draft, findings: [...draft.findings, await promotionFinding(from, draft.build, hub.azure)] };
}

/** What is picked, and what a release of it would be. */
export type Picked = Readonly<{
  pipeline: string;
  pipelines: Loaded<Pipelines>;
  /** Absent while no pipeline is picked. */
  draft: Loaded<Draft> | undefined;
  choosePipeline: (id: string) => void;
  chooseBuild: (id: number) => void;
  reload: () => void;
}>;

/** Which pipeline and which build, and what a release of them would be. */
export function usePicked(hub: Hub, wanted: Wanted): Picked {
  const [chosen, setChosen] = useState<string | undefined>(wanted.pipeline);
  const [build, setBuild] = useState(wanted.build);
  const pipelines = useLoaded(() => readPipelines(hub, wanted), { key: "" });
  const first = pipelines.state.kind === "loaded" ? pipelines.state.value.first : undefined;
  const pipeline = chosen ?? first ?? "";
  const draft = useLoaded<Draft | undefined>(
    async () =>
      pipelineIn(pipeline) === undefined ? undefined : readDraft(hub, pipeline, build, wanted.from),
    { key: `${pipeline}\n${build ?? ""}` },
  );
  return {
    pipeline,
    pipelines: pipelines.state,
    draft: pipeline === "" ? undefined : known(draft.state),
    choosePipeline: (id) => {
      setChosen(id);
      // The build that the panel was opened for stays.
      setBuild(wanted.build);
    },
    chooseBuild: setBuild,
    reload: () => {
      pipelines.reload();
      draft.reload();
    },
  };
}

/** A draft that is not there yet is on its way. */
function known(state: Loaded<Draft | undefined>): Loaded<Draft> {
  if (state.kind !== "loaded") return state;
  return state.value ? { ...state, value: state.value } : { kind: "loading" };
}
