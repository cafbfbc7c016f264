import { useState } from "preact/hooks";
import { createRelease } from "../../core/acts/create-release.ts";
import { queueRun } from "../../core/acts/queue-run.ts";
import { defaultContract } from "../../core/model/connection.ts";
import type { Release } from "../../core/model/release.ts";
import type { Choice } from "../shared/fields.tsx";
import type { Hub } from "../shared/hub.ts";
import { sealedLines } from "../shared/sealed.ts";
import { doneAlready, useAct } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import {
  connectionChoices,
  connectionFaults,
  copyOf,
  type CopyShown,
  nameOfCopy,
  type Rules,
} from "./connection-choice.ts";
import type { Draft } from "./draft.ts";
import type { DraftShown } from "./draft-view.tsx";
import type { NewReleaseViewProps } from "./new-release-view.tsx";
import {
  allManual,
  buildChoices,
  buildWords,
  type Choices,
  firstChoices,
  parametersOf,
  pipelineChoices,
  stageChoices,
  type Told,
  toggled,
  toldFaults,
  whyNot,
} from "./new-release.ts";
import { type Picked, type Pipelines, usePicked, type Wanted } from "./use-picked.ts";

function shownOf(draft: Draft, choices: Choices, rules: Rules, copy: CopyShown | undefined): DraftShown {
  return {
    kind: draft.kind,
    pipeline: draft.pipeline,
    blocked: draft.findings.some(({ level }) => level === "block"),
    builds: buildChoices(draft.builds),
    build: draft.build ? String(draft.build.id) : "",
    stages: stageChoices(draft, choices),
    artefacts: draft.seal ? sealedLines(draft.seal) : "Choose a build first.",
    source: [draft.alias, draft.build?.number ?? ""].filter(Boolean).join(" "),
    connections: connectionChoices(draft),
    copy,
    faults: connectionFaults(draft, choices, rules, copy),
    parameters: draft.parameters.map(({ name }) => name),
    findings: draft.findings,
    choices,
  };
}

function mapped<T, U>(state: Loaded<T>, map: (value: T) => U): Loaded<U> {
  return state.kind === "loaded" ? { ...state, value: map(state.value) } : state;
}

function listed({ classic, yaml, problems }: Pipelines): {
  choices: readonly Choice[];
  problems: readonly string[];
} {
  return { choices: pipelineChoices(classic, yaml), problems };
}

type Order = Readonly<{
  draft: Draft;
  choices: Choices;
  told: Told;
  from: Wanted["from"];
  copy: CopyShown | undefined;
}>;

function create(hub: Hub, { draft, choices, told, from, copy }: Order): Promise<Release> {
  const order = {
    pipelineId: draft.pipeline.id,
    buildId: draft.build?.id ?? 0,
    title: told.title.trim(),
    description: told.description.trim(),
    ...(from === undefined ? {} : { from }),
    ...(copy === undefined ? {} : { newConnection: copy.plan }),
  };
  if (draft.kind === "yaml") {
    const run = { ...order, parameters: parametersOf(draft, choices), skip: choices.skip };
    return queueRun(run, hub.azure, hub.now());
  }
  const { manual: manualStages, connection } = choices;
  return createRelease({ ...order, manualStages, ...(connection === "" ? {} : { connection }) }, hub.azure);
}

/** A new copy of the connection that is chosen; where none is, there is nothing to copy. */
function copied(draft: Draft, choices: Choices): Choices {
  const { connection } = choices;
  const copy = connection === "" ? undefined : { name: nameOfCopy(connection, draft), values: {} };
  return { ...choices, copy };
}

/** What was typed for a copy of one connection is not for a copy of another. */
function changed(draft: Draft, now: Choices, part: Partial<Choices>): Choices {
  const next = { ...now, ...part };
  return next.copy && next.connection !== now.connection ? copied(draft, next) : next;
}

function loadedDraft({ draft }: Picked): Draft | undefined {
  return draft?.kind === "loaded" ? draft.value : undefined;
}

function rulesOf(pipelines: Loaded<Pipelines>): Rules {
  return pipelines.kind === "loaded" ? pipelines.value.rules : { contract: defaultContract };
}

function asked(pipelines: Loaded<Pipelines>): Readonly<{ asked?: string; from?: string }> {
  if (pipelines.kind !== "loaded") return {};
  const { build, from } = pipelines.value;
  return { ...(build ? { asked: buildWords(build) } : {}), ...(from ? { from: from.name } : {}) };
}

type Chosen = Readonly<{
  choicesOf: (draft: Draft) => Choices;
  change: (make: (now: Choices, of: Draft) => Choices) => void;
  forget: () => void;
}>;

/** What was chosen, over what the draft suggests. It stays when the build is another one. */
function useChoices(draft: Draft | undefined, elsewhere: boolean): Chosen {
  const [touched, setTouched] = useState<Choices>();
  const first = (of: Draft): Choices => (elsewhere ? copied(of, firstChoices(of)) : firstChoices(of));
  const choicesOf = (of: Draft): Choices => touched ?? first(of);
  return {
    choicesOf,
    change: (make) => {
      if (draft) setTouched(make(choicesOf(draft), draft));
    },
    forget: () => setTouched(undefined),
  };
}

type Callers = Readonly<{ created: (release: Release) => void; close: () => void }>;

/** The panel that makes a release. */
export function useNewRelease(hub: Hub, wanted: Wanted & Callers): NewReleaseViewProps {
  const picked = usePicked(hub, wanted);
  const [told, setTold] = useState<Told>({ title: "", description: "" });
  const [acting, act] = useAct();
  const { from, elsewhere = false } = wanted;
  const draft = loadedDraft(picked);
  const { choicesOf, change, forget } = useChoices(draft, elsewhere);
  const rules = rulesOf(picked.pipelines);
  const choices = draft && choicesOf(draft);
  const copy = draft && choices && copyOf(draft, choices, rules);
  return {
    project: hub.project.name,
    elsewhere,
    ...asked(picked.pipelines),
    pipelines: mapped(picked.pipelines, listed),
    pipeline: picked.pipeline,
    choosePipeline: (id) => {
      picked.choosePipeline(id);
      forget();
    },
    chooseBuild: (id) => picked.chooseBuild(Number(id)),
    told,
    toldFaults: toldFaults(told),
    tell: (part) => setTold((now) => ({ ...now, ...part })),
    draft: picked.draft && mapped(picked.draft, (value) => shownOf(value, choicesOf(value), rules, copy)),
    because: doneAlready(acting) ?? whyNot(draft, choices, told, copy),
    ...changes(change),
    acting,
    create: () => {
      if (!draft?.build || !choices) return;
      act(async () => wanted.created(await create(hub, { draft, choices, told, from, copy })));
    },
    reload: picked.reload,
    close: wanted.close,
  };
}

function changes(
  change: Chosen["change"],
): Pick<NewReleaseViewProps, "toggle" | "toggleAll" | "change" | "copy"> {
  return {
    toggle: (stage) => change((now, of) => toggled(of, now, stage)),
    toggleAll: (manual) => change((now, of) => allManual(of, now, manual)),
    change: (part) => change((now, of) => changed(of, now, part)),
    copy: (yes) => change((now, of) => (yes ? copied(of, now) : { ...now, copy: undefined })),
  };
}
