import { longest } from "../../core/acts/promotion.ts";
import { problemOf } from "../../core/acts/reading-of.ts";
import { ended } from "../../core/failure.ts";
import type { Build } from "../../core/model/release.ts";
import type { YamlPipeline } from "../../core/ports-of-runs.ts";
import type { ReleasePipeline } from "../../core/ports.ts";
import type { Choice } from "../shared/fields.tsx";
import { branchName } from "../shared/stage-facts.ts";
import type { CopyShown } from "./connection-choice.ts";
import type { Draft, DraftStage } from "./draft.ts";

/** A new connection that is to be made with the release: its name, and the values that were typed. */
export type Copying = Readonly<{ name: string; values: Readonly<Record<string, string>> }>;

/** What the person chose, over what the draft suggests. */
export type Choices = Readonly<{
  /** Ids of stages that are to be started by hand. */
  manual: readonly string[];
  /** Ids of stages that are left out. */
  skip: readonly string[];
  connection: string;
  /** A copy of the connection is made, and taken instead of it. */
  copy?: Copying | undefined;
  parameters: Readonly<Record<string, string>>;
}>;

/** What the person calls it. */
export type Told = Readonly<{ title: string; description: string }>;

/** One stage of the picture. */
export type StageChoice = Readonly<{
  id: string;
  name: string;
  /** Begins by hand. */
  manual: boolean;
  skipped: boolean;
  /** The pipeline itself says so, and it stays so. */
  fixed: boolean;
  /** What a click does. */
  hint: string;
  /** What our task would say to it. */
  warning?: string;
}>;

const results: Readonly<Record<Build["result"], string>> = {
  succeeded: "",
  partiallySucceeded: "only partly succeeded",
  failed: "failed",
  cancelled: "was cancelled",
  running: "is still running",
  unknown: "ended in a way that is not known",
};

/** A build in one line. */
export function buildWords(build: Build): string {
  const why = results[build.result];
  const about = [build.number, branchName(build.branch), build.commit?.slice(0, 8) ?? ""].filter(Boolean);
  return why === "" ? about.join(" · ") : `${about.join(" · ")} (${why})`;
}

/** The builds to choose among: successful ones first; the others are named, with why they cannot be released. */
export function buildChoices(builds: readonly Build[]): readonly Choice[] {
  const choice = (build: Build): Choice => ({
    value: String(build.id),
    text: buildWords(build),
    disabled: build.result !== "succeeded",
  });
  const good = builds.filter((build) => build.result === "succeeded");
  const rest = builds.filter((build) => build.result !== "succeeded");
  return [...good, ...rest].map(choice);
}

/** The pipelines of both worlds. */
export function pipelineChoices(
  classic: readonly ReleasePipeline[],
  yaml: readonly YamlPipeline[],
): readonly Choice[] {
  const choice = (kind: "classic" | "yaml", group: string, one: ReleasePipeline | YamlPipeline): Choice => ({
    value: `${kind}:${one.id}`,
    text: one.disabled ? `${one.name} (disabled)` : one.name,
    disabled: one.disabled,
    group,
  });
  return [
    ...classic.map((one) => choice("classic", "Classic release pipelines", one)),
    ...yaml.map((one) => choice("yaml", "YAML pipelines", one)),
  ];
}

/** What is chosen before anything was touched: production by hand (D10), the connection that the build was made with. */
export function firstChoices(draft: Draft): Choices {
  return {
    manual: draft.stages.filter((stage) => stage.manual).map((stage) => stage.id),
    skip: [],
    connection: draft.connection ?? "",
    parameters: Object.fromEntries(draft.parameters.map(({ name, value }) => [name, value])),
  };
}

/** A classic release's stages can be switched between by hand and by itself, a run's can be left out. */
export function stageChoices({ kind, stages }: Draft, choices: Choices): readonly StageChoice[] {
  return stages.map((stage) => {
    const chosen = kind === "classic" ? switched(stage, choices) : leftOut(stage, choices);
    const warns = stage.class === "production" && !chosen.manual && !chosen.skipped;
    return {
      id: stage.id,
      name: stage.name,
      ...chosen,
      ...(warns ? { warning: byItself(kind, stage.name) } : {}),
    };
  });
}

type Chosen = Pick<StageChoice, "manual" | "skipped" | "fixed" | "hint">;

function switched({ id, trigger }: DraftStage, choices: Choices): Chosen {
  const fixed = trigger === "manual";
  const manual = fixed || choices.manual.includes(id);
  const hint = `Click to start it ${manual ? "by itself" : "by hand"}`;
  return { manual, skipped: false, fixed, hint: fixed ? "The pipeline itself says so." : hint };
}

function leftOut({ id, trigger }: DraftStage, choices: Choices): Chosen {
  const skipped = choices.skip.includes(id);
  const hint = `Click to ${skipped ? "take it in again" : "leave it out"}`;
  return { manual: trigger === "manual", skipped, fixed: false, hint };
}

function byItself(kind: Draft["kind"], stage: string): string {
  return kind === "classic"
    ? `${stage} would start by itself. ReleaseManagerDeploy refuses that, unless its input allows it.`
    : `${stage} starts by itself. ReleaseManagerDeploy refuses that, unless an approval comes before it or its input allows it.`;
}

/** Switches one stage: between by hand and by itself, or between in and out. */
export function toggled({ kind }: Draft, choices: Choices, stage: string): Choices {
  const flip = (ids: readonly string[]): readonly string[] =>
    ids.includes(stage) ? ids.filter((id) => id !== stage) : [...ids, stage];
  return kind === "classic"
    ? { ...choices, manual: flip(choices.manual) }
    : { ...choices, skip: flip(choices.skip) };
}

/** All stages by hand, or none. */
export function allManual(draft: Draft, choices: Choices, manual: boolean): Choices {
  return { ...choices, manual: manual ? draft.stages.map((stage) => stage.id) : [] };
}

/** What is wrong with the words: told at the field. */
export function toldFaults({ title, description }: Told): Partial<Told> {
  const tooLong = (what: string, length: number, most: number): string =>
    `The ${what} has ${length} of at most ${most} characters.`;
  const [long, lines] = [title.trim().length, description.trim().length];
  return {
    ...(long > longest.title ? { title: tooLong("title", long, longest.title) } : {}),
    ...(lines > longest.description
      ? { description: tooLong("description", lines, longest.description) }
      : {}),
  };
}

/** The one sentence why nothing can be created yet. `copy` is the new connection, where one is to be made. */
export function whyNot(
  draft: Draft | undefined,
  choices: Choices | undefined,
  told: Told,
  copy: CopyShown | undefined,
): string | undefined {
  if (!draft || !choices) return "Choose a pipeline first.";
  return whyNotOf(draft, choices) ?? whyNotSo(told) ?? whyNoCopy(draft, choices, copy);
}

function whyNoCopy(
  { connections }: Draft,
  choices: Choices,
  copy: CopyShown | undefined,
): string | undefined {
  if (choices.copy === undefined) return undefined;
  if (copy === undefined) {
    return problemOf("The connections", connections)[0] ?? "Choose the connection that is to be copied.";
  }
  const [first] = copy.plan.faults;
  return copy.nameFault ?? (first && `${ended(first.text)} ${ended(first.fix)}`);
}

function whyNotOf({ kind, findings, build, stages }: Draft, { skip }: Choices): string | undefined {
  const block = findings.find((finding) => finding.level === "block");
  if (block) return `${block.title.replace(/[.]$/, "")}.`;
  if (!build) return "Choose a successful build.";
  const nothing = kind === "yaml" && stages.every(({ id }) => skip.includes(id));
  return nothing ? "Every stage is left out." : undefined;
}

function whyNotSo(told: Told): string | undefined {
  const { title, description } = toldFaults(told);
  return told.title.trim() === "" ? "Give the release a title." : (title ?? description);
}

/** The parameters of a run as they are sent: an empty connection is the pipeline's own. */
export function parametersOf({ connectionParameter }: Draft, choices: Choices): Record<string, string> {
  const { parameters, copy } = choices;
  const connection = copy === undefined ? choices.connection : copy.name.trim();
  return connectionParameter === undefined || connection === ""
    ? { ...parameters }
    : { ...parameters, [connectionParameter]: connection };
}
