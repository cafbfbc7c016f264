import { normalAddress, normalPath, normalServerFolder } from "./address.ts";
import { sameTarget, type Place } from "./connection-faults.ts";
import type { ConnectionFault, GroupVariable, VariableGroup } from "./connection.ts";
import { expand } from "./expand.ts";
import { keyIn } from "./group-keys.ts";
import { valueInGroup } from "./group-values.ts";
import { secret } from "./secret.ts";

/** Two environments of a group that mean one place, and the fault that says so. */
export type SharedTarget = Readonly<{ environments: readonly [string, string]; fault: ConnectionFault }>;

/** Every pair of environments whose `TargetURL` or `TargetPath` mean one place, as far as the group itself tells. */
export function sharedTargets(group: VariableGroup, environments: readonly string[]): SharedTarget[] {
  return environments.flatMap((a, at) =>
    environments.slice(at + 1).flatMap((b) => {
      const fault = ["TargetURL", "TargetPath"]
        .map((key) => sharedPlace(placesOf(group, key, environments), a, b))
        .find((found) => found !== undefined);
      return fault === undefined ? [] : [{ environments: [a, b] as const, fault }];
    }),
  );
}

type Located = Place & Readonly<{ place: string | undefined }>;

function placesOf(group: VariableGroup, key: string, environments: readonly string[]): Located[] {
  return environments.flatMap((environment) => {
    const variable = keyIn(group, key, environment, environments);
    return variable === undefined
      ? []
      : [{ environment, variable: variable.name, place: placeOf(group, variable) }];
  });
}

function sharedPlace(places: readonly Located[], a: string, b: string): ConnectionFault | undefined {
  const one = places.find((place) => place.environment === a);
  const other = places.find((place) => place.environment === b);
  if (one?.place === undefined || one.place !== other?.place) return undefined;
  return sameTarget(one, other);
}

// Absent where it cannot be known: a secret, an empty value, or one that only a run can fill in.
function placeOf(group: VariableGroup, variable: GroupVariable): string | undefined {
  if (variable.secret) return undefined;
  const expansion = expand(variable.value ?? "", (name) => valueInGroup(group, name, () => secret("")));
  const known = !expansion.secret && expansion.unresolved.length === 0 && expansion.text.trim() !== "";
  return known
    ? (normalAddress(expansion.text) ?? normalServerFolder(expansion.text) ?? normalPath(expansion.text))
    : undefined;
}
