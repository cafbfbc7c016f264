import { canonicalJson } from "./canonical.ts";
import type { Drift, Fingerprint } from "./connection.ts";
import { quoted } from "./defuse.ts";
import { ordinal, sameName } from "./ordinal.ts";

/** The text whose SHA-256 is a fingerprint's digest: group and variables, without the moment of the last change. */
export function fingerprintText(fingerprint: Pick<Fingerprint, "group" | "variables">): string {
  const variables = [...fingerprint.variables].sort((a, b) => ordinal(a.name, b.name));
  return canonicalJson({ group: fingerprint.group, variables });
}

/** Every difference that can be seen between what a group was and what it is, group first, then variables by name. */
export function compareFingerprints(then: Fingerprint, now: Fingerprint): Drift[] {
  const visible = [...groupDrift(then, now), ...variablesDrift(then, now)];
  if (visible.length > 0 || then.modifiedOn === now.modifiedOn) return visible;
  const text = `${quoted(now.group.name)} was saved again and nothing visible changed: a secret may have been saved again.`;
  return [{ kind: "savedAgain", text }];
}

function groupDrift(then: Fingerprint, now: Fingerprint): Drift[] {
  const [was, is] = [then.group, now.group];
  const names = `${quoted(was.name)} (id ${was.id}) then, ${quoted(is.name)} (id ${is.id}) now`;
  if (was.id !== is.id) return [{ kind: "otherGroup", text: `It is another group: ${names}.` }];
  const renamed = was.name !== is.name;
  const moved = was.vault !== is.vault;
  return [
    ...(renamed ? [{ kind: "renamed" as const, text: `The group was renamed: ${names}.` }] : []),
    ...(moved
      ? [{ kind: "changed" as const, text: `The key vault changed: ${vaults(was)} then, ${vaults(is)} now.` }]
      : []),
  ];
}

function vaults(group: Fingerprint["group"]): string {
  return group.vault === undefined ? "none" : quoted(group.vault);
}

type Variable = Fingerprint["variables"][number];

function variablesDrift(then: Fingerprint, now: Fingerprint): Drift[] {
  if (isShortened(then) || isShortened(now)) return shortenedDrift(then, now);
  const gone = then.variables.flatMap((was) => variableDrift(was, find(now, was.name)));
  const added = now.variables
    .filter((is) => find(then, is.name) === undefined)
    .map((is): Drift => ({ kind: "added", variable: is.name, text: `${quoted(is.name)} was added.` }));
  return [...gone, ...added].sort((a, b) => ordinal(a.variable ?? "", b.variable ?? ""));
}

// A record that had no room kept the digest only (`fittedRecord`).
function isShortened(fingerprint: Fingerprint): boolean {
  return fingerprint.variables.length === 0;
}

function shortenedDrift(then: Fingerprint, now: Fingerprint): Drift[] {
  const told = groupDrift(then, now).length > 0 && then.variables.length === now.variables.length;
  if (then.digest === now.digest || then.group.id !== now.group.id || told) return [];
  return [{ kind: "changed", text: "Variables of the group changed; the record does not say which." }];
}

function variableDrift(was: Variable, is: Variable | undefined): Drift[] {
  const name = quoted(was.name);
  if (is === undefined) return [{ kind: "removed", variable: was.name, text: `${name} was removed.` }];
  if (was.secret !== is.secret) {
    const text = `${name} was ${typeWords(was)} and is ${typeWords(is)} now.`;
    return [{ kind: "typeChanged", variable: was.name, text }];
  }
  return was.digest === is.digest
    ? []
    : [{ kind: "changed", variable: was.name, text: `${name} has another value.` }];
}

function typeWords(variable: Variable): string {
  return variable.secret ? "a secret" : "a plain text";
}

function find(fingerprint: Fingerprint, name: string): Variable | undefined {
  return fingerprint.variables.find((variable) => sameName(variable.name, name));
}
