import { expandText, expandVariable } from "./expand.ts";
import type { JobVariable } from "./job.ts";
import type { Masker } from "./masker.ts";

/** A variable by its original name, as it stands now. */
export type Variable = Readonly<{
  name: string;
  value: string;
  secret: boolean;
  readOnly: boolean;
  preserveCase: boolean;
}>;

type Traits = Readonly<{ secret?: boolean; readOnly?: boolean; preserveCase?: boolean }>;

const readOnlyPrefixes = ["agent.", "build.", "system.", "release."];
const readOnlyNames = ["pipeline.workspace", "common.testresultsdirectory", "agent.jobstatus"];

/** Values that somebody outside can write, so that the agent defuses them. */
const untrusted = [
  "build.sourceversionmessage",
  "build.definitionname",
  "build.sourceversionauthor",
  "system.jobdisplayname",
  "system.phasedisplayname",
  "system.stagedisplayname",
  "release.definitionname",
  "release.environmentname",
  "agent.machinename",
  "agent.name",
];

/** A job's variables: raw values, and what they are with `$(…)` expanded. Names have no case. */
export class Variables {
  readonly #raw = new Map<string, Variable>();
  readonly #masker: Masker;
  #expanded = new Map<string, Variable>();

  constructor(given: Readonly<Record<string, JobVariable>>, masker: Masker) {
    this.#masker = masker;
    for (const [name, { value, isSecret, isReadOnly }] of Object.entries(given)) {
      if (isSecret) masker.addAtStart(value);
      const safe = untrusted.includes(name.toLowerCase()) ? value.replaceAll("##vso", "**vso") : value;
      this.set(name.trim(), safe, { secret: isSecret ?? false, readOnly: isReadOnly ?? false });
    }
  }

  get(name: string): string | undefined {
    return this.#expanded.get(name.toLowerCase())?.value;
  }

  isTrue(name: string): boolean {
    return this.get(name)?.trim().toLowerCase() === "true";
  }

  isReadOnly(name: string): boolean {
    const key = name.toLowerCase();
    return (
      readOnlyNames.includes(key) ||
      readOnlyPrefixes.some((prefix) => key.startsWith(prefix)) ||
      this.#raw.get(key)?.readOnly === true
    );
  }

  /** What was secret once stays secret for the job. */
  set(name: string, value: string, traits: Traits = {}): void {
    const key = name.toLowerCase();
    const secret = traits.secret === true || this.#expanded.get(key)?.secret === true;
    if (secret) this.#masker.add(value);
    const { readOnly = false, preserveCase = false } = traits;
    const variable: Variable = { name, value, secret, readOnly, preserveCase };
    this.#raw.set(key, variable);
    this.#expanded.set(key, variable);
  }

  unset(name: string): void {
    this.#raw.delete(name.toLowerCase());
    this.#expanded.delete(name.toLowerCase());
  }

  /** Expands all anew, as the agent does before each step, and returns the warnings. */
  recalculate(): string[] {
    const warnings: string[] = [];
    const expanded = new Map(this.#raw);
    for (const [key, raw] of this.#raw) {
      const { value, secret, warning } = expandVariable(raw.name, (name) =>
        this.#raw.get(name.toLowerCase()),
      );
      if (warning !== undefined) warnings.push(warning);
      if (warning !== undefined || value === raw.value) continue;
      if (secret) this.#masker.add(value);
      expanded.set(key, { ...raw, value, secret });
    }
    this.#expanded = expanded;
    return warnings;
  }

  /** `$(name)` in a text, once. */
  expand(text: string): string {
    return expandText(text, (name) => this.get(name));
  }

  all(): Variable[] {
    return [...this.#expanded.values()];
  }
}
