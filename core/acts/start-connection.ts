import {
  defaultContract,
  type ConnectionFault,
  type Contract,
  type ResolvedConnection,
  type VariableGroup,
} from "../model/connection.ts";
import { environmentsOf, keyIn, matchEnvironment } from "../model/group-keys.ts";
import type { Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import { chooseGroup, resolveConnection } from "../model/resolve-connection.ts";
import { asksOf } from "../model/sign-in.ts";
import type { Stage } from "../model/stage.ts";
import type { SecretFact } from "../model/start-facts.ts";
import { addressKeys } from "../model/target.ts";
import { connectionOfStage, valueOf, type NamedConnection } from "./chosen-connection.ts";
import type { Dossier } from "./inspect-release.ts";

/** What a browser can know of the connection that a stage would use. */
export type StartConnection = Readonly<{
  named: NamedConnection;
  group?: VariableGroup;
  /** The group's own name for the stage's environment, else the stage's. */
  environment: string;
  target?: Readonly<{ url: string; spn?: string }>;
  fact: Reading<Readonly<{ name: string; faults: readonly ConnectionFault[] }>>;
  secret?: SecretFact;
}>;

/** Reads the connection of a stage from the groups as they are now. Absent where the stage does not use our step. */
export function startConnection(
  dossier: Dossier,
  stage: Stage,
  sealed: string | undefined,
): StartConnection | undefined {
  const { release, groups } = dossier;
  const named = connectionOfStage(stage, release.variables, sealed);
  if (!named) return undefined;
  const { environment } = stage;
  if (groups.kind === "failed") return { named, environment, fact: groups };
  const group = chooseGroup(named.named, groups.value);
  if ("fault" in group) return { named, environment, fact: notChosen(named.named, group) };
  const contract = contractOf(dossier);
  const resolved = resolvedFor(group, stage, release, contract);
  const target = targetOf(resolved, stage.deploy?.target ?? "");
  return {
    named,
    group,
    environment:
      matchEnvironment(environment, environmentsOf(group, environmentNames(release), contract)) ??
      environment,
    ...(target === undefined ? {} : { target }),
    fact: { kind: "read", value: { name: group.name, faults: resolved.faults } },
    secret: secretFact(group, stage, { release, contract, groups: groups.value }),
  };
}

/** The contract of the project, or the default one. */
export function contractOf({ settings }: Pick<Dossier, "settings">): Contract {
  return (settings.kind === "read" ? settings.value.contract : undefined) ?? defaultContract;
}

function notChosen(
  named: string,
  { fault, fix }: Readonly<{ fault: string; fix: string }>,
): StartConnection["fact"] {
  const faults = [{ kind: "missing" as const, variable: named, text: fault, fix }];
  return { kind: "read", value: { name: named === "" ? "The connection" : named, faults } };
}

function environmentNames(release: Release): readonly string[] {
  return release.stages.map((stage) => stage.environment);
}

/** What a group gives for the environment of a stage, as far as a browser can know it. */
export function resolvedFor(
  group: VariableGroup,
  stage: Stage,
  release: Release,
  contract: Contract,
): ResolvedConnection {
  return resolveConnection({
    group,
    environment: stage.environment,
    stageNames: environmentNames(release),
    contract,
    lookup: (name) => valueOf(release.variables, name, stage.name),
    // Their values never come back to a browser.
    secrets: () => undefined,
    requireSecrets: false,
    ...(stage.deploy?.ownSignIn === true ? { signsIn: "service connection" } : {}),
  });
}

function targetOf({ values }: ResolvedConnection, kind: string): StartConnection["target"] {
  const text = (key: string): string | undefined => {
    const found = values.find((value) => value.key === key);
    return found?.kind === "text" ? found.text : undefined;
  };
  const [url] = addressKeys(kind).flatMap((key) => text(key) ?? []);
  const spn = text("TargetSPN");
  return url === undefined ? undefined : { url, ...(spn === undefined ? {} : { spn }) };
}

const linkedByYaml =
  "The pipeline's YAML links the groups whose secrets a stage gets, and Azure DevOps does not tell which; the task refuses to go on without one.";

type Around = Readonly<{ release: Release; contract: Contract; groups: readonly VariableGroup[] }>;

/** By which of the ways the secret would reach the task (design, section 4). */
function secretFact(group: VariableGroup, stage: Stage, around: Around): SecretFact {
  const needed = secretsNeeded(group, stage, around.contract);
  if (needed.length === 0) return { kind: "arrives", route: "none needed" };
  if (stage.deploy?.givenSecret) return { kind: "arrives", route: "task input" };
  if (group.vault) return { kind: "arrives", route: "key vault" };
  if (around.release.kind === "yaml") return { kind: "unknown", why: linkedByYaml };
  if (stage.linkedGroups.some((linked) => serves(linked.id, group, needed, { stage, ...around }))) {
    return { kind: "arrives", route: "linked group" };
  }
  return byVariable(stageSecret(stage, around.release));
}

function byVariable(given: Release["variables"][number] | undefined): SecretFact {
  if (!given) return { kind: "noRoute" };
  return given.allowOverride ? { kind: "asked" } : { kind: "arrives", route: "stage variable" };
}

function secretsNeeded(group: VariableGroup, stage: Stage, contract: Contract): readonly string[] {
  if (stage.deploy?.ownSignIn === true) return [];
  // Only Dataverse is signed in to.
  if (["folder", "external"].includes(stage.deploy?.target ?? "")) return [];
  const keys = asksOf({ contract }, group).contract.filter((key) => key.type === "secret" && key.required);
  return keys.flatMap(({ key }) => keyIn(group, key, stage.environment, [stage.environment])?.name ?? []);
}

function stageSecret(stage: Stage, release: Release): Release["variables"][number] | undefined {
  const same = release.variables.filter(({ name }) => name.toLowerCase() === "connection-secret");
  return same.find((one) => one.stage === stage.name) ?? same.find((one) => one.stage === undefined);
}

/** A linked group's secret serves the chosen one only where both name the same user. */
function serves(
  linkedId: number,
  group: VariableGroup,
  secrets: readonly string[],
  { stage, groups }: Around & Readonly<{ stage: Stage }>,
): boolean {
  if (linkedId === group.id) return true;
  const linked = groups.find((one) => one.id === linkedId);
  if (!linked) return false;
  const holds = secrets.every((name) => linked.variables.some((one) => one.secret && one.name === name));
  const user = (of: VariableGroup, key: string): string | undefined =>
    keyIn(of, key, stage.environment, [stage.environment])?.value?.trim().toLowerCase();
  const isSame = ["ClientID", "TenantID"].every(
    (key) => user(linked, key) !== undefined && user(linked, key) === user(group, key),
  );
  return holds && isSame;
}
