import { canonicalJson } from "./canonical.ts";
import type { GroupVariable, ResolvedConnection, VariableGroup } from "./connection.ts";
import { expand } from "./expand.ts";
import { variableNamed } from "./group-keys.ts";
import { sameName } from "./ordinal.ts";
import { hexadecimal, list, object, oneOf, optional, readJson } from "./read-shape.ts";
import { text, wholeNumber, type Faults } from "./read-shape.ts";

/** The type and name of the attachment that carries what a connection was when it was used. */
export const connectionAttachment = { type: "release-manager.connection", name: "connection.json" } as const;

/**
 * A variable of a group that is no secret, as the group has it: `$(…)` in it is not filled in. `key` is the contract's key that
 * it gives a value to; absent where others only refer to it.
 */
export type PlainValue = Readonly<{ variable: string; text: string; key?: string }>;

/**
 * The plain values that a connection had for one environment when it was used: canonical JSON, at most 16 KB. `schema` 1,
 * described in `docs/record.md`. Only the record of the same attempt proves it: each value by its digest there.
 */
export type ConnectionThen = Readonly<{
  schema: 1;
  group: Readonly<{ id: number; name: string }>;
  environment: string;
  /** The digest of the group's fingerprint. */
  fingerprint: string;
  values: readonly PlainValue[];
}>;

/** What a connection was is never longer than this, in characters. */
export const connectionCharacters = 16_384;

/** What of a group a resolved connection took, without anything secret: the values of its keys, and what they refer to. */
export function plainValues(
  group: Pick<VariableGroup, "variables">,
  { values }: Pick<ResolvedConnection, "values">,
): readonly PlainValue[] {
  const keyed = values.flatMap(({ key, kind, variable }): PlainValue[] => {
    const found = kind === "text" ? plainIn(group, variable) : undefined;
    return found === undefined ? [] : [{ ...found, key }];
  });
  const referred = keyed.flatMap(({ text: value }) => referredIn(value, group));
  const others = referred.filter(
    ({ variable }, at) =>
      !keyed.some((one) => sameName(one.variable, variable)) &&
      referred.findIndex((one) => one.variable === variable) === at,
  );
  return [...keyed, ...others];
}

function plainIn(group: Pick<VariableGroup, "variables">, name: string): PlainValue | undefined {
  const found: GroupVariable | undefined = variableNamed(group, name);
  if (found === undefined || found.secret || found.value === undefined) return undefined;
  return { variable: found.name, text: found.value };
}

function referredIn(value: string, group: Pick<VariableGroup, "variables">): readonly PlainValue[] {
  const found: PlainValue[] = [];
  expand(value, (name) => {
    const plain = plainIn(group, name);
    if (plain !== undefined) found.push(plain);
    return plain?.text;
  });
  return found;
}

/** What a connection was, as it is attached: canonical JSON. */
export function connectionThenText(then: ConnectionThen): string {
  return canonicalJson(then);
}

/** Reads what a connection was from untrusted text, strictly. Whether a record proves it is for `doubtsOf` to say. */
export function readConnectionThen(json: string): ConnectionThen | Faults {
  const kind = { what: "connection", maxCharacters: connectionCharacters, schema: 1 };
  return readJson(json, kind, shape);
}

const shape = object<ConnectionThen>({
  schema: oneOf(1),
  group: object<ConnectionThen["group"]>({ id: wholeNumber, name: text(400) }),
  environment: text(400),
  fingerprint: hexadecimal(64),
  values: list(object<PlainValue>({ variable: text(400), text: text(8000), key: optional(text(400)) }), 500),
});
