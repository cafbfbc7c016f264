import { flagField, mapField, textField } from "../http/body.ts";
import { invalid } from "../http/reply.ts";
import type { Site } from "../site.ts";
import type { VariableGroup, Variables } from "../state/state.ts";
import { groupPlace } from "../state/vault.ts";

/** Puts values that were given into variables that may be overridden; all others are refused before any is changed. */
export function override(
  site: Site,
  variables: Variables,
  given: Readonly<Record<string, unknown>>,
  at: Readonly<{ place: string; what: string }>,
): void {
  const wanted = Object.entries(given).map(([name, value]) => ({
    own: findOwn(variables, name),
    name,
    value,
  }));
  const refused = wanted.filter(({ own }) => own === undefined || variables[own]?.allowOverride !== true);
  if (refused.length > 0) {
    const names = refused.map(({ name }) => name).join(", ");
    throw invalid(
      `VS402882: Variable(s) ${names} do not exist in the ${at.what} or are not marked settable at release time.`,
    );
  }
  for (const { own, value } of wanted)
    if (own !== undefined) setOne(site, variables, own, { value, place: at.place });
}

function setOne(
  site: Site,
  variables: Variables,
  name: string,
  given: Readonly<{ value: unknown; place: string }>,
): void {
  const variable = variables[name];
  const text = textIn(given.value);
  if (variable === undefined || text === undefined) return;
  const isSecret = variable.isSecret === true || flagField(given.value, "isSecret") === true;
  if (isSecret) site.vault.keep(given.place, name, text);
  Object.assign(variable, isSecret ? { value: null, isSecret } : { value: text });
}

/** A value comes as `{value}` or by itself. */
function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : textField(value, "value");
}

function findOwn(variables: Variables, name: string): string | undefined {
  return Object.keys(variables).find((own) => own.toLowerCase() === name.toLowerCase());
}

/** Groups as they are now, with their secrets, for a release that is made now. */
export function snapshotGroups(
  site: Site,
  ids: readonly number[],
  placeOf: (group: number) => string,
): VariableGroup[] {
  return site.state.groups
    .filter(({ id }) => ids.includes(id))
    .map((group) => {
      site.vault.copy(groupPlace(group.id), placeOf(group.id));
      return structuredClone(group);
    });
}

/** The variables of a start body, by name. */
export function variablesIn(body: unknown): Readonly<Record<string, unknown>> {
  return mapField(body, "variables");
}
