import type { SealedArtefact, SealedFile } from "./model/artefact.ts";
import type {
  Operation,
  Outcome,
  PlannedArtefact,
  StillThere,
  TargetCheck,
  TargetIdentity,
  TargetPlan,
} from "./model/target.ts";
import type { Tell } from "./ports.ts";

/** The artefacts as they lie on the agent. Paths that leave the root and links are refused, not followed. */
export type ArtefactFolder = Readonly<{
  names: () => Promise<readonly string[]>;
  /** Hashes every file. */
  files: (artefact: string) => Promise<readonly SealedFile[]>;
  /** The absolute path of one artefact's folder. */
  path: (artefact: string) => string;
  /** A small text from the artefact, for example our own seal's copy. */
  text: (artefact: string, path: string) => Promise<string | undefined>;
}>;

/** What a target adapter may tell and keep while it works. */
export type DeployIo = Readonly<{
  tell: Tell;
  /** 0 to 100 of this artefact, and what is being done. */
  progress: (percent: number, doing: string) => void;
  /** Sent at once, before the first poll, so that a later attempt finds it. */
  saveOperation: (operation: Operation) => Promise<void>;
  /**
   * What earlier attempts began of this artefact and nobody saw the end of, oldest first. It is looked up before anything is
   * begun: what still runs is watched to its end, what went well counts, only what failed or is gone is begun anew.
   */
  earlier: readonly Operation[];
  /** Keeps a text with the run, for example what a row was before it was changed. Sent at once. */
  keep: (name: string, text: string) => Promise<void>;
  /** Aborted when the stage is cancelled: no new unit of work is begun then. */
  signal: AbortSignal;
}>;

/** What became of one artefact. */
export type Deployed = Readonly<{
  outcome: Outcome;
  text: string;
  issues: readonly string[];
  operations: readonly Operation[];
}>;

/**
 * A kind of target, ready for one environment. `plan` has no effects; nothing is written before `deploy`. Going back is
 * deploying an earlier release: where its bytes are still at the target, the plan says so and `deploy` only points to them.
 */
export type Target = Readonly<{
  kind: string;
  takes: (artefact: SealedArtefact) => boolean;
  identify: () => Promise<TargetIdentity>;
  /** Tries everything that can be tried without a change: address, sign-in, rights. Never throws a refusal. */
  preflight: () => Promise<readonly TargetCheck[]>;
  /** Whether the target still has exactly these artefacts, which an earlier attempt deployed. */
  stillThere: (artefacts: readonly SealedArtefact[]) => Promise<readonly StillThere[]>;
  /** What would be done with each artefact, in the given order. */
  plan: (artefacts: readonly SealedArtefact[]) => Promise<TargetPlan>;
  deploy: (step: PlannedArtefact, artefact: SealedArtefact, io: DeployIo) => Promise<Deployed>;
  /** After the last artefact: the target really has it. Throws a `Failure` when it has not. */
  verify: (artefacts: readonly SealedArtefact[], io: DeployIo) => Promise<string>;
  /** After everything succeeded, or after a stop: give locks back. */
  close: () => Promise<void>;
}>;
