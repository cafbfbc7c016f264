import type { ReleaseDraft } from "../../core/acts/draft-release.ts";
import { preflight } from "../../core/acts/preflight.ts";
import { inDeploymentOrder, isDeployable, type SealedArtefact } from "../../core/model/artefact.ts";
import type { ConnectionFault, Contract, VariableGroup } from "../../core/model/connection.ts";
import { environmentsOf, matchEnvironment } from "../../core/model/group-keys.ts";
import type { Finding } from "../../core/model/evidence.ts";
import type { Build } from "../../core/model/release.ts";
import { kindWords } from "../../core/model/words.ts";
import type { Choice } from "../shared/fields.tsx";
import { branchName } from "../shared/stage-facts.ts";

/** What the person chose, over what the draft suggests. */
export type Choices = Readonly<{
  /** Names of stages that are to be started by hand. */
  manual: readonly string[];
  connection: string;
  description: string;
}>;

/** One stage of the picture. */
export type StageChoice = Readonly<{
  name: string;
  after: readonly string[];
  production: boolean;
  manual: boolean;
  /** It is manual in the pipeline itself, and stays so. */
  fixed: boolean;
}>;

const results: Readonly<Record<Build["result"], string>> = {
  succeeded: "",
  partiallySucceeded: "only partly succeeded",
  failed: "failed",
  cancelled: "was cancelled",
  running: "is still running",
  unknown: "ended in a way that is not known",
};

/** The builds to choose among: successful ones first; the others are named, with why they cannot be released. */
export function buildChoices(builds: readonly Build[]): readonly Choice[] {
  const choice = (build: Build): Choice => {
    const why = results[build.result];
    const about = [build.number, branchName(build.branch), build.commit?.slice(0, 8) ?? ""].filter(Boolean);
    return {
      value: String(build.id),
      text: why === "" ? about.join(" · ") : `${about.join(" · ")} (${why})`,
      disabled: why !== "",
    };
  };
  const good = builds.filter((build) => build.result === "succeeded");
  const rest = builds.filter((build) => build.result !== "succeeded");
  return [...good, ...rest].map(choice);
}

/** What is chosen before anything was touched: production by hand (D10), the connection that the build was made with. */
export function firstChoices(draft: ReleaseDraft): Choices {
  return {
    manual: draft.stages.filter((stage) => stage.manual).map((stage) => stage.name),
    connection: draft.connection ?? "",
    description: "",
  };
}

export function stageChoices(draft: ReleaseDraft, choices: Choices): readonly StageChoice[] {
  return draft.stages.map((stage) => ({
    name: stage.name,
    after: stage.after,
    production: stage.class === "production",
    manual: stage.trigger === "manual" || choices.manual.includes(stage.name),
    fixed: stage.trigger === "manual",
  }));
}

/** Switches one stage between by hand and by itself. */
export function toggled(choices: Choices, stage: string): Choices {
  const manual = choices.manual.includes(stage)
    ? choices.manual.filter((name) => name !== stage)
    : [...choices.manual, stage];
  return { ...choices, manual };
}

/** All stages by hand, or none. */
export function allManual(draft: ReleaseDraft, choices: Choices, manual: boolean): Choices {
  return { ...choices, manual: manual ? draft.stages.map((stage) => stage.name) : [] };
}

export type ArtefactLine = Readonly<{ name: string; kind: string; order: string }>;

/** What the release will carry, from the seal. A text instead where there is none to show. */
export function artefactLines(draft: ReleaseDraft): readonly ArtefactLine[] | string {
  const { seal } = draft;
  if (!seal) return "Choose a build first.";
  if (seal.kind === "failed") return `The seal could not be read: ${seal.why}`;
  if (seal.value.kind === "absent")
    return "This build was not sealed: its artefacts are not known before they are deployed.";
  if (seal.value.kind === "notBelieved") return `The seal is not believed: ${seal.value.because}`;
  const all = seal.value.value.artefacts;
  const deployed = inDeploymentOrder(all.filter((one) => isDeployable(one.kind)));
  const line = (one: SealedArtefact, order: string): ArtefactLine => ({
    name: one.name,
    kind: kindWords(one.kind),
    order,
  });
  return [
    ...deployed.map((one, at) => line(one, String(at + 1))),
    ...all.filter((one) => !isDeployable(one.kind)).map((one) => line(one, "not deployed")),
  ];
}

/** The groups to choose from; the inherited one is marked. */
export function connectionChoices(draft: ReleaseDraft): readonly Choice[] {
  if (draft.connections.kind === "failed") return [{ value: "", text: "could not be read" }];
  const groups = draft.connections.value.map((group) => ({
    value: group.name,
    text: group.name === draft.connection ? `${group.name} (inherited)` : group.name,
  }));
  const known = groups.some((one) => one.value === draft.connection);
  const inherited =
    draft.connection !== undefined && !known
      ? [{ value: draft.connection, text: `${draft.connection} (inherited, not found)` }]
      : [];
  return [{ value: "", text: "As the pipeline says" }, ...inherited, ...groups];
}

export function chosenGroup(draft: ReleaseDraft, choices: Choices): VariableGroup | undefined {
  if (draft.connections.kind === "failed") return undefined;
  return draft.connections.value.find((group) => group.name === choices.connection);
}

/** What can be told in a browser about the chosen connection. */
export function connectionFaults(
  draft: ReleaseDraft,
  choices: Choices,
  contract: Contract,
): readonly ConnectionFault[] {
  const group = chosenGroup(draft, choices);
  if (!group) return [];
  const names = draft.stages.map((stage) => stage.name);
  return [...unserved(draft, group, contract), ...preflight(group, names, contract).faults];
}

/** The stages that deploy with our task to an environment which the group does not know. */
function unserved(draft: ReleaseDraft, group: VariableGroup, contract: Contract): readonly ConnectionFault[] {
  const stages = draft.pipeline.stages.filter((stage) => stage.deploy);
  const known = environmentsOf(
    group,
    stages.map((stage) => stage.name),
    contract,
  );
  return stages
    .filter((stage) => matchEnvironment(stage.environment, known) === undefined)
    .map((stage) => ({
      kind: "unknownEnvironment",
      variable: stage.name,
      text: `${group.name} has no keys for ${stage.environment}: ${stage.name} could not be deployed.`,
      fix: `Add the keys of ${stage.environment} to the group, or choose another connection.`,
    }));
}

/** The one sentence why nothing can be created yet. */
export function whyNot(draft: ReleaseDraft | undefined): string | undefined {
  if (!draft) return "Choose a pipeline first.";
  if (!draft.build) return "Choose a successful build.";
  const block = draft.findings.find((finding: Finding) => finding.level === "block");
  return block && `${block.title.replace(/[.]$/, "")}.`;
}
