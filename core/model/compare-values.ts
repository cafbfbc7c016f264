import type { Drift, Fingerprint, VariableGroup } from "./connection.ts";
import type { ConnectionThen, PlainValue } from "./connection-then.ts";
import { quoted } from "./defuse.ts";
import type { Finding } from "./evidence.ts";
import { compareFingerprints } from "./fingerprint.ts";
import { variableNamed } from "./group-keys.ts";
import { sameName } from "./ordinal.ts";
import type { Reading } from "./reading.ts";
import { listed } from "./words.ts";

/** A variable that had another value. */
export type ValueDifference = Readonly<{
  variable: string;
  then: string;
  today: string;
  /** The other environments that use it. */
  usedBy: readonly string[];
}>;

/** Why the values of then cannot be put back as they are, and what to do. */
export type ValueBlock = Readonly<{ variable: string; text: string; fix: string }>;

/** The values of then against those of today. Nothing in `differences` and `blocks`: they are the same. */
export type ValuesCompared = Readonly<{
  differences: readonly ValueDifference[];
  blocks: readonly ValueBlock[];
  /** What is known of secrets, a sentence each: whether they are the same is never known. */
  secrets: readonly string[];
}>;

/** What is compared: `recorded` is the fingerprint that the record of then has, `places` what each environment takes today. */
export type ValuesOrder = Readonly<{
  then: ConnectionThen;
  recorded: Fingerprint;
  group: VariableGroup;
  fingerprint: Fingerprint;
  environment: string;
  places: readonly Readonly<{ environment: string; values: readonly PlainValue[] }>[];
}>;

/** Which values differ, and what keeps those of then from being put back. */
export function compareValues(order: ValuesOrder): ValuesCompared {
  const differences = order.then.values.flatMap((value) => differenceOf(value, order));
  return {
    differences,
    blocks: [
      ...order.then.values.flatMap((value) => blockOf(value, order)),
      ...addedSince(order),
      ...otherUser(differences, order),
    ],
    secrets: secretWords(order),
  };
}

function differenceOf({ variable, text: then }: PlainValue, order: ValuesOrder): ValueDifference[] {
  const now = variableNamed(order.group, variable);
  if (now === undefined || now.secret || now.value === then) return [];
  const usedBy = order.places
    .filter(({ environment }) => !sameName(environment, order.environment))
    .filter(({ values }) => values.some((value) => sameName(value.variable, now.name)))
    .map(({ environment }) => environment);
  return [{ variable: now.name, then, today: now.value ?? "", usedBy }];
}

function blockOf({ variable, text, key }: PlainValue, order: ValuesOrder): ValueBlock[] {
  const name = quoted(variable);
  const now = variableNamed(order.group, variable);
  if (now === undefined) {
    const fix = `Add it to the group, with the value ${quoted(text, 400)}.`;
    return [{ variable, text: `${name} was removed since.`, fix }];
  }
  if (now.secret) {
    const fix = `Make it a plain variable, with the value ${quoted(text, 400)}.`;
    return [{ variable, text: `${name} is a secret now.`, fix }];
  }
  const taken = today(order).find((value) => value.key !== undefined && value.key === key);
  if (taken === undefined || sameName(taken.variable, variable)) return [];
  const fix = `Remove ${quoted(taken.variable)} from the group.`;
  return [
    { variable, text: `${key} came from ${name} and comes from ${quoted(taken.variable)} today.`, fix },
  ];
}

/** A key that had no value then. One whose variable was there, unchanged, is new to the contract only. */
function addedSince(order: ValuesOrder): ValueBlock[] {
  const given = order.then.values.flatMap(({ key }) => key ?? []);
  return today(order)
    .filter(({ key }) => key !== undefined && !given.includes(key))
    .filter(({ variable }) => digestIn(order.recorded, variable) !== digestIn(order.fingerprint, variable))
    .map(({ variable }) => ({
      variable,
      text: `${quoted(variable)} was not used then, and is today.`,
      fix: "Remove it from the group.",
    }));
}

function today({ places, environment }: ValuesOrder): readonly PlainValue[] {
  return places.find((place) => sameName(place.environment, environment))?.values ?? [];
}

function digestIn({ variables }: Fingerprint, name: string): string | undefined {
  return variables.find((variable) => sameName(variable.name, name))?.digest;
}

/** The secret of today belongs to the user of today. */
function otherUser(differences: readonly ValueDifference[], { then }: ValuesOrder): ValueBlock[] {
  const keys = ["ClientID", "TenantID"].filter((key) => {
    const value = then.values.find((one) => one.key === key);
    return differences.some(({ variable }) => value && sameName(variable, value.variable));
  });
  if (keys.length === 0) return [];
  const names = listed(keys);
  return [
    {
      variable: names,
      text: `${names} ${keys.length === 1 ? "was another one" : "were others"}: the secret of today will not fit.`,
      fix: `Put ${names} and the secret that belongs to them back in the group by hand, then come here again.`,
    },
  ];
}

function secretWords({ group, recorded, fingerprint }: ValuesOrder): readonly string[] {
  if (![...group.variables, ...recorded.variables].some(({ secret }) => secret)) return [];
  const told = compareFingerprints(recorded, fingerprint).filter((drift) =>
    isOfSecret(drift, recorded, fingerprint),
  );
  return ["Secrets cannot be compared: Azure DevOps gives no secret back.", ...told.map(({ text }) => text)];
}

function isOfSecret({ kind, variable }: Drift, ...fingerprints: readonly Fingerprint[]): boolean {
  if (kind === "savedAgain") return true;
  return fingerprints.some(({ variables }) =>
    variables.some(({ name, secret }) => secret && variable !== undefined && sameName(name, variable)),
  );
}

/** Which values a connection has, against those of then, as evidence tells it. */
export function valuesFinding(compared: Reading<ValuesCompared>): Finding {
  const id = "valuesThen";
  if (compared.kind === "failed") {
    const detail = `What they were then is not known: ${compared.why}`;
    return { id, level: "note", title: "It is deployed with the connection's values of today", detail };
  }
  const { differences, blocks, secrets } = compared.value;
  if (differences.length + blocks.length === 0) {
    const title = "It is deployed with the connection's values of then";
    return { id, level: "ok", title, detail: secrets.join(" ") };
  }
  const told = differences.map(({ variable }) => `${variable} has another value.`);
  const detail = [...told, ...blocks.map(({ text }) => text), ...secrets].join(" ");
  const title = "It is deployed with the connection's values of today, which are not those of then";
  return { id, level: "note", title, detail };
}

/**
 * Why it is not believed that this is what the connection was: each value must have the digest that the record has of it.
 * `digests` are those of the values, as a fingerprint has them. Absent where the record proves all of it.
 */
export function doubtsOf(
  then: ConnectionThen,
  recorded: Fingerprint,
  digests: readonly string[],
): string | undefined {
  if (then.group.id !== recorded.group.id || then.fingerprint !== recorded.digest)
    return "they are those of another connection than the record names";
  if (then.values.length > 0 && recorded.variables.length === 0)
    return "the record had no room for what would prove them";
  const wrong = then.values.filter(({ variable }, at) => digestIn(recorded, variable) !== digests[at]);
  if (wrong.length === 0) return undefined;
  return `${listed(wrong.map(({ variable }) => quoted(variable)))} had another value, as the record says`;
}
