import type { Contract, ContractKey } from "../../core/model/connection.ts";
import type { Policy, Settings } from "../../core/model/settings.ts";
import type { StageClass } from "../../core/model/stage.ts";
import type { Sign } from "../shared/icons.tsx";

/** One stage name of the project, with what is set for it. */
export type StageSetting = Readonly<{ stage: string; class: StageClass | ""; environment: string }>;

/** One line of *Check this organisation*. */
export type CheckRow = Readonly<{
  id: string;
  title: string;
  result: "works" | "refused" | "unknown";
  detail: string;
  grant?: string;
}>;

export const policyWords: Readonly<Record<Policy, string>> = {
  allow: "Let it pass",
  reason: "Ask for a reason",
  block: "Refuse",
};

export const classChoices = [
  { value: "", text: "As the pipeline says" },
  { value: "development", text: "Development" },
  { value: "test", text: "Test" },
  { value: "staging", text: "Staging" },
  { value: "production", text: "Production" },
] as const;

export const checkSigns: Readonly<Record<CheckRow["result"], Sign>> = {
  works: "ok",
  refused: "bad",
  unknown: "unknown",
};

export const checkWords: Readonly<Record<CheckRow["result"], string>> = {
  works: "Works",
  refused: "Refused",
  unknown: "Not known",
};

/** Every stage name of the pipelines, and those that have a setting though no pipeline has them now. */
export function stageSettings(names: readonly string[], settings: Settings): readonly StageSetting[] {
  const known = new Map(names.map((name) => [name.toLowerCase(), name]));
  for (const key of [...Object.keys(settings.stageClasses), ...Object.keys(settings.environments)]) {
    if (!known.has(key)) known.set(key, key);
  }
  return [...known].map(([key, stage]) => ({
    stage,
    class: settings.stageClasses[key] ?? "",
    environment: settings.environments[key] ?? "",
  }));
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

function put<T>(record: Readonly<Record<string, T>>, key: string, value: T | ""): Record<string, T> {
  const rest = without(record, key);
  return value === "" ? rest : { ...rest, [key]: value };
}

/** Sets the class of a stage; an empty one takes the setting away. */
export function withClass(settings: Settings, stage: string, value: string): Settings {
  const found = classChoices.find((choice) => choice.value === value)?.value ?? "";
  return { ...settings, stageClasses: put(settings.stageClasses, stage.toLowerCase(), found) };
}

/** Sets the environment that a stage deploys to; an empty one takes the setting away. */
export function withEnvironment(settings: Settings, stage: string, value: string): Settings {
  return { ...settings, environments: put(settings.environments, stage.toLowerCase(), value) };
}

export function readPolicy(value: string): Policy {
  return value === "allow" || value === "block" ? value : "reason";
}

/** Changes one key of the contract. */
export function withKey(contract: Contract, at: number, change: Partial<ContractKey>): Contract {
  return contract.map((key, index) => (index === at ? { ...key, ...change } : key));
}

/** Why the settings cannot be saved; absent when they can. */
export function whyNot(settings: Settings, saved: Settings): string | undefined {
  const keys = (settings.contract ?? []).map((key) => key.key.trim().toLowerCase());
  if (keys.includes("")) return "A key of the contract has no name.";
  if (new Set(keys).size < keys.length) return "Two keys of the contract have the same name.";
  return JSON.stringify(settings) === JSON.stringify(saved) ? "Nothing was changed." : undefined;
}

/** The report of a check as a text to hand on. It names no person and no secret. */
export function reportText(rows: readonly CheckRow[], about: Readonly<Record<string, string>>): string {
  const head = Object.entries(about).map(([name, value]) => `${name}: ${value}`);
  const lines = rows.map((row) => {
    const grant = row.grant === undefined ? "" : `\n    grant: ${row.grant}`;
    return `- ${checkWords[row.result]}: ${row.title}\n    ${row.detail}${grant}`;
  });
  return `${["# Release Manager: check of this organisation", "", ...head, "", ...lines].join("\n")}\n`;
}
