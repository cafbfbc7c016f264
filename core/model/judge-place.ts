import { normalAddress, normalPath } from "./address.ts";
import { faultsCounted, secretWays } from "./connection-faults.ts";
import type { ConnectionFault } from "./connection.ts";
import { quoted } from "./defuse.ts";
import type { Finding } from "./evidence.ts";
import { finding, leniently, policyLevel, sentence, strictly, unread, type Rule } from "./judge-parts.ts";
import type { Reading } from "./reading.ts";
import type { Direction, StartFacts, TargetFact } from "./start-facts.ts";

/** The connection gives everything that is needed (N4). */
export const judgeConnection: Rule = (facts) => {
  const { connection } = facts;
  if (connection === undefined) return [];
  if (connection.kind === "failed") {
    return [unread("connection", strictly(facts, "block", "warning"), "the connection", connection.why)];
  }
  const name = quoted(connection.value.name);
  const faults = connection.value.faults.filter((fault) => fault.kind !== "sameTarget");
  if (faults.length > 0) {
    const title = `${name} has ${faultsCounted(faults)}`;
    return [finding("connection", "block", { title, detail: texts(faults), fix: fixes(faults) })];
  }
  return [
    finding("connection", "ok", { title: `${name} is complete`, detail: "No key is missing or empty." }),
  ];
};

function texts(faults: readonly ConnectionFault[]): string {
  return [...new Set(faults.map((fault) => sentence(fault.text)))].join(" ");
}

function fixes(faults: readonly ConnectionFault[]): string {
  return [...new Set(faults.map((fault) => fault.fix))].join(" ");
}

/** The secret can reach the task. */
export const judgeSecret: Rule = ({ secret }) => {
  switch (secret?.kind) {
    case undefined:
      return [];
    case "arrives":
      return [
        finding("secret", "ok", { title: "The secret arrives", detail: `By this way: ${secret.route}.` }),
      ];
    case "asked":
      return [
        finding("secret", "note", {
          title: "The secret is asked for",
          detail: "It is handed to this one start as the stage's secret variable and kept nowhere else.",
        }),
      ];
    case "unknown":
      return [
        finding("secret", "note", {
          title: "Not known: how the secret arrives",
          detail: sentence(secret.why),
        }),
      ];
    case "noRoute":
      return [
        finding("secret", "block", {
          title: "The secret cannot arrive",
          detail: "Azure DevOps hands over the secrets of linked groups only, and none of the ways is open.",
          fix: secretWays,
        }),
      ];
  }
};

/** The connection is what it was when the stage before used it (N1). */
export const judgeDrift: Rule = (facts) => {
  const { drift, policies } = facts;
  if (drift === undefined) return [];
  if (drift.kind === "failed") {
    return [unread("drift", strictly(facts, "warning", "note"), "whether the connection changed", drift.why)];
  }
  const { since, drifts } = drift.value;
  if (since === undefined) {
    const detail = "No deployment before recorded its connection.";
    return [finding("drift", "note", { title: "Whether the connection changed cannot be said", detail })];
  }
  if (drifts.length === 0) {
    const title = `The connection is as it was in ${quoted(since)}`;
    return [finding("drift", "ok", { title, detail: "No difference can be seen." })];
  }
  return [
    finding("drift", leniently(facts, "note", policyLevel(policies.drift)), {
      title: `The connection changed since ${quoted(since)}`,
      detail: drifts
        .slice(0, 20)
        .map((one) => sentence(one.text))
        .join(" "),
      fix: "Look at each difference; if it is meant, give the reason.",
    }),
  ];
};

/** The target is the one that was meant, and no other environment's (N3, D2). */
export const judgeTarget: Rule = (facts) => {
  const shared = facts.connection?.kind === "read" ? facts.connection.value.faults : [];
  const same = shared.filter((fault) => fault.kind === "sameTarget");
  const doubled = same.length === 0 ? [] : [sharedFinding(texts(same))];
  const own = facts.target === undefined ? [] : [placeFinding(facts.target, facts)];
  // One finding about a shared target is enough; what is good about it must not stand beside.
  return doubled.length > 0 ? [...doubled, ...own.filter((one) => one.level === "block")] : own;
};

function placeFinding(target: Reading<TargetFact>, facts: StartFacts): Finding {
  if (target.kind === "failed") {
    return unread("target", strictly(facts, "warning", "note"), "which target this is", target.why);
  }
  const other = target.value.others?.find((one) => one.id === target.value.id);
  if (other === undefined) return identityFinding(target.value, facts);
  return sharedFinding(`${quoted(target.value.url)} is the target of ${quoted(other.environment)}, too.`);
}

function sharedFinding(detail: string): Finding {
  const title = "Another environment has the same target";
  return finding("target", "block", {
    title,
    detail,
    fix: "Give each environment its own target in the connection.",
  });
}

function identityFinding(target: TargetFact, facts: StartFacts): Finding {
  const { before } = target;
  const environment = quoted(facts.stage.environment);
  if (before === undefined) {
    return finding("target", "note", {
      title: `${environment} goes to ${quoted(target.url)}`,
      detail: "It has no deployment on record to compare with.",
    });
  }
  if (isSamePlace(target, before)) {
    const detail = "The same target as last time.";
    return finding("target", "ok", { title: `${environment} goes to ${quoted(target.url)}`, detail });
  }
  // Only the target itself can be sure; a changed address alone asks for a reason.
  const level = target.id === undefined ? "warning" : strictly(facts, "block", "warning");
  return finding("target", target.acknowledged ? "note" : level, {
    title: `${environment} has another target than last time`,
    detail: `It was ${quoted(before.url)} and would be ${quoted(target.url)}.`,
    fix: "If the new target is meant, name it in the task's input acknowledgeTarget or in the release's variable Acknowledged-Target; else correct the connection.",
  });
}

// Who the target says that it is counts; before it was asked, its address must do.
function isSamePlace(target: TargetFact, before: NonNullable<TargetFact["before"]>): boolean {
  if (target.id !== undefined) return target.id === before.id;
  const place = (text: string): string => normalAddress(text) ?? normalPath(text);
  return place(target.url) === place(before.url);
}

/** Newer or older than what the environment runs now. */
export const judgeDirection: Rule = (facts) => {
  const { direction } = facts;
  if (direction === undefined) return [];
  if (direction.kind === "failed") {
    return [unread("direction", strictly(facts, "warning", "note"), "what runs there now", direction.why)];
  }
  return [directionFinding(direction.value, facts)];
};

function directionFinding(direction: Direction, facts: StartFacts): Finding {
  const environment = quoted(facts.stage.environment);
  if (direction.way === "unseen") {
    const title = `Not known: whether anything runs in ${environment}`;
    return finding("direction", "note", { title, detail: sentence(direction.because) });
  }
  const { way, current } = direction;
  const what = current === undefined ? "what runs there" : quoted(current);
  const detail = `${environment} runs ${what} now.`;
  switch (way) {
    case "first":
      return finding("direction", "ok", {
        title: `The first deployment to ${environment}`,
        detail: "It replaces nothing.",
      });
    case "newer":
      return finding("direction", "ok", { title: `Newer than ${what}`, detail });
    case "same":
      return finding("direction", "note", { title: `The same build as ${what}`, detail });
    case "other":
      return finding("direction", "note", { title: `Of another pipeline or branch than ${what}`, detail });
    case "older":
      return finding("direction", leniently(facts, "note", "warning"), {
        title: `Older than ${what}`,
        detail: `${detail} This would go back.`,
        fix: "If going back is meant, give the reason.",
      });
  }
}
