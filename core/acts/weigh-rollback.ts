import { compareValues, doubtsOf, type ValuesCompared, type ValuesOrder } from "../model/compare-values.ts";
import { type ConnectionThen, plainValues } from "../model/connection-then.ts";
import type { VariableGroup } from "../model/connection.ts";
import { quoted } from "../model/defuse.ts";
import { environmentsOf } from "../model/group-keys.ts";
import { sameName } from "../model/ordinal.ts";
import { failed, read, type Reading } from "../model/reading.ts";
import type { DeploymentRecord } from "../model/record.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { Stage } from "../model/stage.ts";
import type { Allowed, AzureDevOps, Found } from "../ports.ts";
import { type Difference, differenceTo } from "./difference-to.ts";
import { fingerprintOf, shortDigest } from "./hashing.ts";
import type { Dossier } from "./inspect-release.ts";
import { readingOf } from "./reading-of.ts";
import { stageOf } from "./release-of.ts";
import { primarySeal, recordOf } from "./start-bytes.ts";
import { contractOf, resolvedFor, startConnection } from "./start-connection.ts";
import { currentIn, lastSuccess } from "./start-current.ts";

/** The values of a connection then, as far as they can be put back. */
export type KnownValues = Readonly<{ group: VariableGroup; mayEdit: Allowed }> & ValuesCompared;

/** What going back to a release means, besides its bytes. Values that are not known say why. */
export type RollbackWeighed = Readonly<{ removes: Reading<Difference>; values: Reading<KnownValues> }>;

type Weighed = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences" | "permissions" | "workItems">;

/**
 * Says of an earlier release what going back to it in one stage removes, and how the values of its connection differ from what
 * they were when it last succeeded there. Nothing is changed. What cannot be read is said, never taken for nothing.
 */
export async function weighRollback(
  dossier: Dossier,
  stageName: string,
  azure: Weighed,
  sha256: Sha256 | undefined,
): Promise<RollbackWeighed> {
  const { release } = dossier;
  const stage = stageOf(release, stageName, notWeighed);
  const [removes, values] = await Promise.all([
    currentIn(release, stage, azure).then((current) => differenceTo(release, current, azure)),
    valuesThen(dossier, stageName, azure, sha256),
  ]);
  return { removes, values };
}

const notWeighed = "It was not looked what going back means";

type Asked = Readonly<{
  dossier: Dossier;
  stage: Stage;
  azure: Pick<Weighed, "evidences" | "permissions">;
  sha256: Sha256;
}>;

/** The half of `weighRollback` that is about the connection's values. */
export async function valuesThen(
  dossier: Dossier,
  stageName: string,
  azure: Asked["azure"],
  sha256: Sha256 | undefined,
): Promise<Reading<KnownValues>> {
  const stage = stageOf(dossier.release, stageName, notWeighed);
  return sha256 === undefined
    ? failed("This page cannot hash: it is not served over https.")
    : provedValues({ dossier, stage, azure, sha256 });
}

async function provedValues(asked: Asked): Promise<Reading<KnownValues>> {
  const { dossier, stage } = asked;
  const connection = startConnection(dossier, stage, primarySeal(dossier)?.connection);
  const { group } = connection ?? {};
  if (connection === undefined || group === undefined)
    return failed("The connection of today could not be read.");
  const proved = await provedThen(asked);
  if (proved.kind === "failed") return proved;
  const was = proved.value.then.group;
  return was.id === group.id
    ? readingOf(comparedWith(group, connection.environment, proved.value, asked))
    : failed(`It was the connection ${quoted(was.name)} then, and is ${quoted(group.name)} today.`);
}

async function comparedWith(
  group: VariableGroup,
  environment: string,
  { record, then }: Proved,
  { dossier, stage, azure, sha256 }: Asked,
): Promise<KnownValues> {
  const [fingerprint, may] = await Promise.all([
    fingerprintOf(group, sha256),
    readingOf(azure.permissions.manageGroups(group.id)),
  ]);
  const places = placesOf(group, { ...stage, environment }, dossier);
  const recorded = record.connection;
  return {
    group,
    mayEdit: may.kind === "read" ? may.value : "unknown",
    ...compareValues({ then, recorded, group, fingerprint, environment, places }),
  };
}

type Proved = Readonly<{ record: DeploymentRecord; then: ConnectionThen }>;

/** What the connection was, as far as the record of the same attempt proves it. */
async function provedThen({ dossier, stage, azure, sha256 }: Asked): Promise<Reading<Proved>> {
  const recorded = believedOf("record", await recordOf(dossier, stage, sha256));
  const number = lastSuccess(stage)?.number;
  if (recorded.kind === "failed" || number === undefined) return orNoAttempt(recorded);
  const kept = await readingOf(azure.evidences.connection(dossier.release, stage, number));
  const known = believedOf("list of values", kept);
  if (known.kind === "failed") return known;
  const [record, then] = [recorded.value, known.value];
  const digests = await Promise.all(then.values.map(({ text }) => shortDigest(text, sha256)));
  const doubt = doubtsOf(then, record.connection, digests);
  return doubt === undefined ? read({ record, then }) : failed(`They are not believed: ${doubt}.`);
}

function orNoAttempt(recorded: Reading<unknown>): Reading<never> {
  return recorded.kind === "failed" ? recorded : failed("It did not succeed there.");
}

type Kept<T> = Exclude<Found<T>, { kind: "found" }> | Readonly<{ kind: "found"; value: T }>;

function believedOf<T>(what: string, reading: Reading<Kept<T>>): Reading<T> {
  if (reading.kind === "failed") return reading;
  const kept = reading.value;
  if (kept.kind === "found") return read(kept.value);
  return kept.kind === "absent"
    ? failed(`That deployment left no ${what}.`)
    : failed(`The ${what} of that deployment is not believed: ${kept.because}.`);
}

/** What every environment of the group takes of it today. */
function placesOf(group: VariableGroup, stage: Stage, dossier: Dossier): ValuesOrder["places"] {
  const { release } = dossier;
  const contract = contractOf(dossier);
  const names = release.stages.map(({ environment }) => environment);
  const others = environmentsOf(group, names, contract).filter((name) => !sameName(name, stage.environment));
  return [stage.environment, ...others].map((environment) => {
    const resolved = resolvedFor(group, { ...stage, environment }, release, contract);
    return { environment, values: plainValues(group, resolved) };
  });
}
