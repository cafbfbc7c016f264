import type { Contract, GroupVariable, VariableGroup } from "../model/connection.ts";
import { bounded, defuse, quoted } from "../model/defuse.ts";
import type { Lookup } from "../model/expand.ts";
import { environmentsOf, keyIn } from "../model/group-keys.ts";
import { sameName } from "../model/ordinal.ts";
import type { Arrived } from "../model/resolve-slot.ts";
import type { Secret } from "../model/secret.ts";

/** The ways by which a secret can have reached the job. */
export type SecretSources = Readonly<{
  /** The step's own input. */
  input?: Secret;
  /** The stage variable `Connection-Secret`, which the hub asks for. */
  stageVariable?: Secret;
  /** The job's variables: those of linked groups among them. */
  job: Lookup;
  /** Whether the chosen group itself is linked to the stage or pipeline, as far as it is known. */
  linked: boolean;
}>;

/** Secrets that arrived, and why one that did is not used. */
export type Arriving = Readonly<{
  of: (variable: GroupVariable) => Arrived | undefined;
  notUsed: () => readonly string[];
}>;

/**
 * Finds a secret of the chosen group among what reached the job. What somebody gave on purpose wins. A linked group's secret
 * serves the chosen group only when the job's `ClientID` and `TenantID` are the chosen group's: it would be another user's
 * secret else, or one that the release copied before the group was edited.
 */
export function arrivingSecrets(
  group: VariableGroup,
  environment: string,
  contract: Contract,
  sources: SecretSources,
): Arriving {
  const notUsed = new Set<string>();
  const given: Arrived | undefined =
    sources.input !== undefined
      ? { route: "task input", secret: sources.input }
      : sources.stageVariable && { route: "stage variable", secret: sources.stageVariable };
  return {
    of: (variable) => {
      if (given !== undefined && isTheSecret(variable, contract)) return given;
      const arrived = sources.job(variable.name);
      if (arrived === undefined || typeof arrived === "string") return undefined;
      const other = otherUser(group, environment, contract, sources);
      if (other === undefined) return { route: "linked group", secret: arrived };
      notUsed.add(`A secret ${quoted(variable.name)} reached the job, but ${other}: it is not used.`);
      return undefined;
    },
    notUsed: () => [...notUsed],
  };
}

/** The key, or the key of an environment, that the contract asks a secret for. */
function isTheSecret(variable: GroupVariable, contract: Contract): boolean {
  const keys = contract.filter(({ type, required }) => type === "secret" && required).map(({ key }) => key);
  return keys.some(
    (key) => sameName(variable.name, key) || variable.name.toLowerCase().startsWith(`${key.toLowerCase()}-`),
  );
}

/** Whose secret it is, when it is not the chosen group's. */
function otherUser(
  group: VariableGroup,
  environment: string,
  contract: Contract,
  sources: SecretSources,
): string | undefined {
  const environments = environmentsOf(group, [environment], contract);
  const users = ["ClientID", "TenantID"].flatMap((key) => keyIn(group, key, environment, environments) ?? []);
  if (users.length === 0)
    return sources.linked
      ? undefined
      : "the group names no ClientID and TenantID that could be compared with the job's";
  const different = users.filter(({ name, value }) => !same(value, sources.job(name)));
  if (different.length === 0) return undefined;
  return different.map(({ name, value }) => differs(name, value, sources.job(name))).join(" and ");
}

function same(ofGroup: string | undefined, ofJob: string | Secret | undefined): boolean {
  return typeof ofJob === "string" && ofGroup !== undefined && sameName(ofJob.trim(), ofGroup.trim());
}

function differs(name: string, ofGroup: string | undefined, ofJob: string | Secret | undefined): string {
  const shown = typeof ofJob === "string" && ofJob.trim() !== "" ? bounded(defuse(ofJob.trim()), 80) : "none";
  return `the job's ${name} is ${shown} and the group's is ${bounded(defuse(ofGroup ?? "none"), 80)}`;
}
