import type { BreakGlass } from "./break-glass.ts";
import type { CalendarEntry, Place } from "./calendar.ts";
import type { ConnectionFault, Drift, SecretRoute } from "./connection.ts";
import type { Instant } from "./instant.ts";
import type { Reading } from "./reading.ts";
import type { Release } from "./release.ts";
import type { Policy } from "./settings.ts";
import type { StageClass, Status } from "./stage.ts";

/** What is believed of a seal or a record that a start leans on. */
export type Believed<T> =
  | Readonly<{ kind: "found"; value: T }>
  | Readonly<{ kind: "absent" }>
  | Readonly<{ kind: "notBelieved"; because: string }>;

/** A stage that comes directly before the one to be started. */
export type StageBefore = Readonly<{ name: string; status: Status; finishedOn?: Instant }>;

/** The seal of one build of the release. `verified` is false where the page could not hash. */
export type SealFact = Readonly<{ root: string; faults: readonly string[]; verified: boolean }>;

/** What the record of a stage before says of the bytes. */
export type BytesBefore = Readonly<{ stage: string; record: Reading<Believed<Readonly<{ root: string }>>> }>;

/** Whether the artefacts can still be fetched, and what keeps them. */
export type ArtefactsFact = Readonly<{
  /** Sealed or expected artefacts that are gone. */
  gone: readonly string[];
  keptForever: boolean;
  retainedByRelease: boolean;
  /** Until when the last lease holds. */
  until?: Instant;
}>;

/** Where the deployment would go, against where it went last time and where other environments go. */
export type TargetFact = Readonly<{
  /** Address or path, without anything secret. */
  url: string;
  /** Equal ids are one target. Absent where only a run can ask the target who it is. */
  id?: string;
  /** What this environment had in its last deployment. */
  before?: Readonly<{ id: string; url: string }>;
  /** Stages of other environments whose last deployment went to the same identity. */
  others?: readonly Readonly<{ environment: string; id: string }>[];
  /** Somebody said that the new target is meant. */
  acknowledged: boolean;
}>;

/** What would be deployed. `refused` are artefacts that no target takes, `clashes` those that claim one slot. */
export type PlanFact = Readonly<{
  deployed: readonly string[];
  leftOut: readonly Readonly<{ name: string; why: string }>[];
  refused: readonly Readonly<{ name: string; why: string }>[];
  clashes: readonly (readonly string[])[];
}>;

/** How the secret would reach the task. */
export type SecretFact =
  | Readonly<{ kind: "arrives"; route: SecretRoute }>
  | Readonly<{ kind: "asked" }>
  | Readonly<{ kind: "noRoute" }>
  | Readonly<{ kind: "unknown"; why: string }>;

/** What the calendar says, for what would be deployed, and whether somebody said that it is meant all the same. */
export type CalendarFact = Readonly<{
  entries: readonly CalendarEntry[];
  of: Place["of"];
  breakGlass?: BreakGlass;
  /** One person's word is not enough. */
  secondPerson: boolean;
}>;

/** `current` names the release that runs there. `unseen`: none was found, and `because` says why there may be one all the same. */
export type Direction =
  | Readonly<{ way: "first" | "newer" | "older" | "same" | "other"; current?: string }>
  | Readonly<{ way: "unseen"; because: string }>;

/**
 * Everything that is known about a start, whoever asks. A fact that a door cannot have is left out and says nothing; one
 * that could not be read is `failed`, and never counts as good.
 */
export type StartFacts = Readonly<{
  now: Instant;
  /** `kind`: the world that it belongs to, where the door knows it; rights have other names there. */
  stage: Readonly<{ name: string; environment: string; class: StageClass; kind?: Release["kind"] }>;
  /** The strictest word of pipeline and Settings. */
  policies: Readonly<{ outOfOrder: Policy; drift: Policy; settingsUnread: "block" | "warn" }>;
  /** The release itself: its state, or that it is deleted. */
  release?: Reading<Release["status"] | "deleted">;
  /** Its pipeline is disabled. */
  pipelineDisabled?: boolean;
  /** Where the stage to be started stands now. */
  running?: Reading<Status>;
  before?: Reading<readonly StageBefore[]>;
  /** One for each build that travels. */
  seals?: readonly Readonly<{ alias: string; seal: Reading<Believed<SealFact>> }>[];
  bytes?: Readonly<{
    /** The root of what would be deployed now; absent without a seal. */
    root?: string;
    before: readonly BytesBefore[];
    /** Artefacts that were published again after they were sealed. */
    republished?: Reading<readonly string[]>;
    /** Files that the agent found to differ from the seal. */
    altered?: Reading<readonly string[]>;
  }>;
  artefacts?: Reading<ArtefactsFact>;
  connection?: Reading<Readonly<{ name: string; faults: readonly ConnectionFault[] }>>;
  /** Differences since the stage named by `since`; without it no earlier deployment recorded its connection. */
  drift?: Reading<Readonly<{ since?: string; drifts: readonly Drift[] }>>;
  target?: Reading<TargetFact>;
  /** Against what the environment runs now. */
  direction?: Reading<Direction>;
  /** The caller's right to start the stage. */
  permission?: "yes" | "no" | "unknown";
  /** Whether no person started it, and whether an input allows that. */
  automatic?: Reading<Readonly<{ byItself: boolean; how: string; allowed: boolean }>>;
  /** Reservations, freezes and holds. */
  calendar?: Reading<CalendarFact>;
  plan?: Reading<PlanFact>;
  /** The project's own settings document. */
  settings?: Reading<unknown>;
  secret?: SecretFact;
}>;
