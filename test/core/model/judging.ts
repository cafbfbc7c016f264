import type { Finding } from "../../../core/model/evidence.ts";
import { instant } from "../../../core/model/instant.ts";
import { judgeStart } from "../../../core/model/judge-start.ts";
import type { StartFacts } from "../../../core/model/start-facts.ts";
import type { Status, StageClass, State } from "../../../core/model/stage.ts";
import { digits } from "./builders.ts";

export const now = instant(Date.UTC(2022, 5, 28, 12));

/** A moment so many days before or after now. */
export function days(count: number): typeof now {
  return instant(now + count * 86_400_000);
}

export function status(state: State): Status {
  return { state, wire: state };
}

/** What could not be read. */
export const failed = { kind: "failed", why: "Azure DevOps answered 503" } as const;

/** Facts of a start about which nothing is known yet. */
export function bare(changes: Partial<StartFacts> = {}, stageClass: StageClass = "production"): StartFacts {
  return {
    now,
    stage: { name: "Production", environment: "PROD", class: stageClass },
    policies: { outOfOrder: "block", drift: "reason", settingsUnread: "block" },
    ...changes,
  };
}

/** Facts of a start about which everything is known, and everything is good. */
export const goodFacts: Required<StartFacts> = {
  ...bare(),
  release: { kind: "read", value: "active" },
  pipelineDisabled: false,
  running: { kind: "read", value: status("notDeployed") },
  before: { kind: "read", value: [{ name: "UAT", status: status("succeeded"), finishedOn: days(-12) }] },
  seals: [
    {
      alias: "ARTEFACTS",
      seal: {
        kind: "read",
        value: { kind: "found", value: { root: digits("6"), faults: [], verified: true } },
      },
    },
  ],
  bytes: {
    root: digits("6"),
    before: [
      { stage: "UAT", record: { kind: "read", value: { kind: "found", value: { root: digits("6") } } } },
    ],
    republished: { kind: "read", value: [] },
    altered: { kind: "read", value: [] },
  },
  artefacts: {
    kind: "read",
    value: { gone: [], keptForever: false, retainedByRelease: true, until: days(300) },
  },
  connection: { kind: "read", value: { name: "Connection-Parameters", faults: [] } },
  drift: { kind: "read", value: { since: "UAT", drifts: [] } },
  target: {
    kind: "read",
    value: {
      url: "https://contoso.crm4.dynamics.com",
      id: "dataverse:1",
      before: { id: "dataverse:1", url: "https://contoso.crm4.dynamics.com" },
      others: [{ environment: "UAT", id: "dataverse:2" }],
      acknowledged: false,
    },
  },
  direction: { kind: "read", value: { way: "newer", current: "Release-55" } },
  permission: "yes",
  automatic: { kind: "read", value: { byItself: false, how: "Started by hand.", allowed: false } },
  calendar: { kind: "read", value: { entries: [], of: [], secondPerson: false } },
  plan: {
    kind: "read",
    value: {
      deployed: ["Sln", "Data2", "Sln3", "Portal"],
      leftOut: [{ name: "SolutionAnalysisLogs", why: "Logs are not deployed." }],
      refused: [],
      clashes: [],
    },
  },
  settings: { kind: "read", value: {} },
  secret: { kind: "arrives", route: "linked group" },
};

/** The findings about some facts, as `id level`. */
export function levels(facts: StartFacts): string[] {
  return judgeStart(facts).map((finding) => `${finding.id} ${finding.level}`);
}

/** The one finding about one fact. */
export function only(facts: StartFacts): Finding | undefined {
  const findings = judgeStart(facts);
  return findings.length === 1 ? findings[0] : undefined;
}

const read = <T>(value: T) => ({ kind: "read", value }) as const;

/** Ten things that are wrong at once. */
export const planted: StartFacts = {
  ...goodFacts,
  before: read([{ name: "UAT", status: status("failed"), finishedOn: days(-2) }]),
  bytes: { root: "1", before: [{ stage: "UAT", record: read({ kind: "found", value: { root: "2" } }) }] },
  artefacts: read({ gone: ["Sln3"], keptForever: false, retainedByRelease: false }),
  connection: read({
    name: "C",
    faults: [
      { kind: "missing", variable: "TargetURL-PROD", text: "TargetURL-PROD is missing.", fix: "Add it." },
    ],
  }),
  drift: read({
    since: "UAT",
    drifts: [{ kind: "changed", variable: "ClientID", text: '"ClientID" has another value.' }],
  }),
  target: read({ url: "x", id: "2", others: [{ environment: "UAT", id: "2" }], acknowledged: false }),
  direction: read({ way: "older", current: "Release-58" }),
  permission: "no",
  plan: read({ deployed: [], leftOut: [], refused: [], clashes: [] }),
  secret: { kind: "noRoute" },
};
