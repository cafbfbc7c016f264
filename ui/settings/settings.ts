import type { CapabilityCheck } from "../../core/acts/capability.ts";
import type { Contract, ContractKey } from "../../core/model/connection.ts";
import type { Policy, Settings } from "../../core/model/settings.ts";
import type { Sign } from "../shared/icons.tsx";

/** One line of *Check this organisation*. */
export type CheckRow = CapabilityCheck;

export const policyWords: Readonly<Record<Policy, string>> = {
  allow: "Let it pass",
  reason: "Ask for a reason",
  block: "Refuse",
};

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
