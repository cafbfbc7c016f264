import type { ConnectionFault, ContractKey, GroupVariable } from "./connection.ts";
import { bounded, defuse, quoted } from "./defuse.ts";
import { counted, listed } from "./words.ts";

type What = Omit<ConnectionFault, "kind" | "variable">;

function fault(kind: ConnectionFault["kind"], variable: string, what: What): ConnectionFault {
  return { kind, variable, ...what };
}

/** A variable that is asked for is not in the group; perhaps another one was meant to be it. */
export function missing(name: string, key: ContractKey, alike: string | undefined): ConnectionFault {
  if (alike === undefined) {
    const kind = key.type === "secret" ? "a secret" : "a plain text";
    return fault("missing", name, {
      text: `${name} is missing.`,
      fix: `Add ${name} to the group, as ${kind}.${hints[key.key] ?? ""}`,
    });
  }
  const text = `${name} is missing; the group has ${quoted(alike)}: did you mean ${name}?`;
  return fault("missing", name, { text, fix: `Rename ${quoted(alike)} to ${name} in the group.` });
}

/** Where a value is to be had, for keys that nobody knows by heart. */
const hints: Readonly<Record<string, string>> = {
  TargetHostKey:
    " The server's administrator knows the fingerprint; `ssh-keyscan <host> | ssh-keygen -lf -` shows it.",
};

/** A variable that nobody reads looks like one that is not there. */
export function lookAlike(variable: string, name: string): ConnectionFault {
  const text = `${quoted(variable)} is not a key of the contract and looks like ${name}, which the group does not have.`;
  const fix = `Rename it to ${name}, or add its key to the contract in Settings.`;
  return fault("lookAlike", variable, { text, fix });
}

/** A variable names a service connection that nobody sees; perhaps another one was meant. */
export function noServiceConnection(
  variable: string,
  named: string,
  alike: string | undefined,
): ConnectionFault {
  const hint = alike === undefined ? "" : ` Did you mean ${quoted(alike)}?`;
  return fault("noServiceConnection", variable, {
    text: `${quoted(variable)} names the service connection ${quoted(named)}, which this project does not have, or you may not see it.${hint}`,
    fix: "Correct the name, or share the service connection with the project.",
  });
}

/** A variable stands there without a value. */
export function empty(variable: string): ConnectionFault {
  return fault("empty", variable, {
    text: `${quoted(variable)} is empty.`,
    fix: "Give it a value in the group.",
  });
}

/** A value still has `$(…)` in it. */
export function unresolved(variable: string, names: readonly string[]): ConnectionFault {
  const references = names.slice(0, 5).map((name) => bounded(defuse(`$(${name})`), 120));
  const text = `${quoted(variable)} refers to ${listed(references)}, which ${names.length === 1 ? "has" : "have"} no value or ${names.length === 1 ? "refers" : "refer"} back to ${names.length === 1 ? "itself" : "themselves"}.`;
  return fault("unresolved", variable, {
    text,
    fix: "Define the variable in the group or in the pipeline, or write the value itself.",
  });
}

/** A secret stands there as plain text, or a text as a secret. */
export function wrongType(variable: GroupVariable): ConnectionFault {
  const name = quoted(variable.name);
  return variable.secret
    ? fault("wrongType", variable.name, {
        text: `${name} is a secret, and the contract asks for a plain text.`,
        fix: "Unlock it in the group and type its value again.",
      })
    : fault("wrongType", variable.name, {
        text: `${name} is a plain text that everybody can read, and the contract asks for a secret.`,
        fix: "Give it a new value, since the old one was visible, and lock it in the group.",
      });
}

/** A secret is in the group, but the run was not given its value. */
export function secretNotArrived(variable: string): ConnectionFault {
  return fault("secretNotArrived", variable, {
    text: `${quoted(variable)} is a secret whose value did not reach this run: Azure DevOps hands over the secrets of linked groups only.`,
    fix: secretWays,
  });
}

/** The ways by which a secret can arrive (design, section 4), in one paragraph. */
export const secretWays =
  "Do one of these: link the group to the stage or pipeline (YAML: `- group: ${{ parameters.connection }}`); " +
  "link it to a key vault, and name a service connection that may read it in the step's input vaultConnection; " +
  "name a service connection with workload identity in the step's input serviceConnection, which needs no secret; " +
  "in a classic stage, add the secret variable `Connection-Secret` with “Settable at release time”, and the hub asks for it.";

/** The group has no such environment. */
export function unknownEnvironment(environment: string, known: readonly string[]): ConnectionFault {
  const shown =
    environment.trim() === ""
      ? "The environment is empty"
      : `The group knows no environment ${quoted(environment)}`;
  const has = known.length === 0 ? "it has none" : `it has ${listed(known.map((name) => quoted(name, 60)))}`;
  return fault("unknownEnvironment", `TargetURL-${bounded(defuse(environment), 60)}`, {
    text: `${shown}; ${has}.`,
    fix: "Correct the task's input environment, add the environment's keys to the group, or give the stage an alias in Settings.",
  });
}

/** Something else stands where an address is asked for. The value is not told: it may hold what it should not. */
export function notUrl(variable: string): ConnectionFault {
  return fault("notUrl", variable, {
    text: `${quoted(variable)} is no http or https address, or has a user or password in it.`,
    fix: "Write the whole address, for example https://contoso-uat.crm4.dynamics.com, without user or password.",
  });
}

/** Two environments of one group are one target (D2). */
export function sameTarget(a: Place, b: Place): ConnectionFault {
  const names = `${quoted(a.environment, 60)} and ${quoted(b.environment, 60)}`;
  const text =
    a.variable === b.variable
      ? `${quoted(b.variable)} gives the environments ${names} one and the same target.`
      : `${quoted(a.variable)} and ${quoted(b.variable)} name one target for the environments ${names}.`;
  return fault("sameTarget", b.variable, { text, fix: "Give each environment its own target." });
}

/** A variable that names the target of an environment. */
export type Place = Readonly<{ environment: string; variable: string }>;

/** How many faults there are, for a title. */
export function faultsCounted(faults: readonly ConnectionFault[]): string {
  return counted(faults.length, "fault");
}
