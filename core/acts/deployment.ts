import type { ArtefactOutcome, BrokenCalendar } from "../model/record.ts";
import type { Seal } from "../model/seal.ts";
import type { Instant } from "../model/instant.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { Operation, TargetIdentity } from "../model/target.ts";
import type { AzureDevOps, Tell } from "../ports.ts";
import type { ArtefactFolder, DeployIo, Target } from "../ports-of-targets.ts";
import type { ChosenConnection, ConnectionOrder, ConnectionWorld } from "./choose-connection.ts";
import type { PlannedStep } from "./deploy-in-order.ts";
import type { Earlier } from "./read-earlier.ts";
import type { Start, StartOrder } from "./read-start.ts";
import type { Selection } from "./select-artefacts.ts";
import type { ReadVault } from "./vault-secrets.ts";

/** What is to be deployed, and under which rules. */
export type DeployOrder = StartOrder &
  Readonly<{
    build: Readonly<{ id: number; number: string }>;
    connection: Pick<ConnectionOrder, "named" | "namedBy" | "needs" | "requireSecrets" | "signsIn">;
    exclude: Readonly<Record<string, string>>;
    /** The target that somebody said is meant, by its identity, address or name. */
    acknowledgedTarget: string;
    /** Id of the person, where Azure DevOps's variables tell it. */
    requestedBy: string;
  }>;

/** How the deployment is told. */
export type DeployLog = Readonly<{
  section: Tell;
  tell: Tell;
  warn: Tell;
  progress: (percent: number, doing: string) => void;
}>;

/** What deploying needs of the world. */
export type DeployWorld = Readonly<{
  azure: Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences" | "connections" | "documents">;
  secrets: ConnectionWorld["secrets"];
  readVault?: ReadVault;
  artefacts: Pick<ArtefactFolder, "names" | "files" | "text">;
  /** Opens the target. Nothing is written by it. */
  openTarget: (proved: Proved) => Promise<Target>;
  /** Sends the note of one finished artefact at once, with the target's identity in it. */
  note: (sequence: number, outcome: ArtefactOutcome, target: string) => Promise<void>;
  saveOperation: DeployIo["saveOperation"];
  keep: DeployIo["keep"];
  log: DeployLog;
  signal: AbortSignal;
  sha256: Sha256;
  now: () => Instant;
}>;

/** What is known once the bytes are proved and the connection is complete. */
export type Proved = Readonly<{
  start: Start;
  seal: Seal;
  selection: Selection;
  connection: ChosenConnection;
}>;

/** Everything that is settled before the first write. */
export type Prepared = Proved &
  Readonly<{
    target: Target;
    identity: TargetIdentity;
    earlier: Earlier;
    plan: readonly PlannedStep[];
    /** It is deployed in spite of the calendar. */
    breakGlass?: BrokenCalendar;
    /** What earlier attempts began at the target and did not see the end of. */
    operations: readonly Operation[];
  }>;
