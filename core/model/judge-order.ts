import { quoted } from "./defuse.ts";
import type { Finding, FindingLevel } from "./evidence.ts";
import {
  daysAgo,
  dayLength,
  finding,
  leniently,
  policyLevel,
  strictly,
  unread,
  type Rule,
} from "./judge-parts.ts";
import type { StageBefore, StartFacts } from "./start-facts.ts";
import type { State } from "./stage.ts";
import { listed, stateWords } from "./words.ts";

const under: readonly State[] = [
  "waitingForApproval",
  "waitingForCheck",
  "scheduled",
  "queued",
  "inProgress",
  "unknownStillRunning",
];

/** Whether a state is a success that later stages may lean on. */
export function hasSucceeded(state: State): boolean {
  return state === "succeeded" || state === "succeededWithWarnings";
}

/** The release can be deployed at all. */
export const judgeRelease: Rule = (facts) => {
  if (facts.pipelineDisabled !== true) return judgeState(facts);
  const detail = "Azure DevOps starts nothing of it.";
  const fix = "Enable the pipeline in Azure DevOps.";
  return [finding("releaseState", "block", { title: "The pipeline is disabled", detail, fix })];
};

const judgeState: Rule = ({ release, stage }) => {
  if (release === undefined) return [];
  const strict: FindingLevel = stage.class === "production" ? "block" : "warning";
  if (release.kind === "failed") return [unread("releaseState", strict, "the release's state", release.why)];
  if (release.value === "active") return [];
  if (release.value === "unknown") {
    return [
      unread(
        "releaseState",
        strict,
        "the release's state",
        "Azure DevOps says a word that is not known here.",
      ),
    ];
  }
  const fix =
    release.value === "draft"
      ? "Start the release in Azure DevOps first."
      : "Choose or make another release.";
  const title = release.value === "draft" ? "The release is a draft" : `The release is ${release.value}`;
  return [finding("releaseState", "block", { title, detail: "It cannot be deployed as it is.", fix })];
};

/** Nothing else is under way in this stage. */
export const judgeRunning: Rule = (facts) => {
  const { running, stage } = facts;
  if (running === undefined) return [];
  const level = strictly(facts, "block", "warning");
  if (running.kind === "failed")
    return [unread("stageRunning", level, `whether ${quoted(stage.name)} runs`, running.why)];
  const words = stateWords(running.value);
  if (running.value.state === "unknown") {
    return [
      unread("stageRunning", level, `whether ${quoted(stage.name)} runs`, `Azure DevOps says ${words}.`),
    ];
  }
  if (!under.includes(running.value.state)) return [];
  return [
    finding("stageRunning", "block", {
      title: `${quoted(stage.name)} is under way already`,
      detail: `${words}.`,
      fix: "Wait for its end, decide its approval, or cancel it.",
    }),
  ];
};

/** The stages before have succeeded, how, and how long ago (S0-05). */
export const judgeOrder: Rule = (facts) => {
  const { before } = facts;
  if (before === undefined) return [];
  const level = strictly(facts, "block", leniently(facts, "note", "warning"));
  if (before.kind === "failed") return [unread("stageOrder", level, "the stages before", before.why)];
  if (before.value.length === 0) {
    return [
      finding("stageOrder", "ok", { title: "No stage comes before", detail: "The order of stages is kept." }),
    ];
  }
  return [orderFinding(before.value, facts), ...before.value.map((stage) => resultFinding(stage, facts))];
};

function orderFinding(before: readonly StageBefore[], facts: StartFacts): Finding {
  const unmet = before.filter((stage) => !hasSucceeded(stage.status.state));
  if (unmet.length === 0) {
    const names = listed(before.map((stage) => quoted(stage.name)));
    return finding("stageOrder", "ok", {
      title: "The order of stages is kept",
      detail: `${names} ${before.length === 1 ? "comes" : "come"} before.`,
    });
  }
  const states = unmet.map((stage) => `${quoted(stage.name)}: ${stateWords(stage.status)}`);
  return finding("stageOrder", outOfOrderLevel(facts), {
    title: `${listed(unmet.map((stage) => quoted(stage.name)))} ${unmet.length === 1 ? "has" : "have"} not succeeded`,
    detail: `${listed(states)}.`,
    fix: "Let it succeed first; Settings says whether a reason is enough.",
  });
}

function outOfOrderLevel(facts: StartFacts): FindingLevel {
  if (facts.stage.class !== "production") return leniently(facts, "note", "warning");
  return policyLevel(facts.policies.outOfOrder);
}

function resultFinding(stage: StageBefore, facts: StartFacts): Finding {
  const words = stateWords(stage.status);
  const age =
    stage.finishedOn === undefined ? "When is not known" : capital(daysAgo(stage.finishedOn, facts.now));
  const isOld = stage.finishedOn === undefined || facts.now - stage.finishedOn > 30 * dayLength;
  const level = stage.status.state === "succeeded" && !isOld ? "ok" : "note";
  return finding("uatResult", level, {
    title: `${quoted(stage.name)}: ${words}`,
    detail: `${age}.`,
  });
}

function capital(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Production is not started by itself, unless an input allows it (D10). */
export const judgeAutomatic: Rule = ({ automatic, stage }) => {
  if (automatic === undefined || stage.class !== "production") return [];
  const good = "who started production";
  if (automatic.kind === "failed") return [unread("automaticProduction", "block", good, automatic.why)];
  const { byItself, how, allowed } = automatic.value;
  if (!byItself)
    return [finding("automaticProduction", "ok", { title: "A person starts production", detail: how })];
  return [
    finding("automaticProduction", allowed ? "note" : "block", {
      title: "Production was started automatically",
      detail: how,
      fix: "Make the stage manual and start it by hand, or let the task's input allow automatic production.",
    }),
  ];
};

/** The caller may start the stage. */
export const judgePermission: Rule = ({ permission, stage }) => {
  if (permission === undefined) return [];
  if (permission === "yes") {
    return [finding("permission", "ok", { title: "You may start it", detail: "Azure DevOps says so." })];
  }
  return [
    permission === "no"
      ? finding("permission", "block", {
          title: `You may not deploy to ${quoted(stage.name)}`,
          detail: "Azure DevOps does not give you the right to start this stage.",
          fix:
            stage.kind === "yaml"
              ? "Ask an administrator of the pipeline for “Queue builds”."
              : "Ask a release administrator for “Manage deployments” on this stage.",
        })
      : finding("permission", "note", {
          title: "Your right to start it is not known",
          detail: "Azure DevOps did not tell; it decides when you start.",
        }),
  ];
};

/** The project's settings could be read. They can only tighten, so without them production stays closed. */
export const judgeSettings: Rule = (facts) => {
  const { settings, policies } = facts;
  if (settings?.kind !== "failed") return [];
  const production = policies.settingsUnread === "warn" ? "warning" : "block";
  return [
    unread("settingsUnread", strictly(facts, production, "note"), "the project's settings", settings.why),
  ];
};
