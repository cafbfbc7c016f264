import type { TargetIdentity } from "../../../core/model/target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";

/**
 * A target to which the team's own steps deploy. Everything around it is done as for any other: proof, connection, plan and
 * record; what became of it is known only after the last step of the job.
 */
export function externalTarget(identity: TargetIdentity): Target {
  return {
    kind: "external",
    takes: (artefact) => artefact.kind !== "logs",
    identify: () => Promise.resolve(identity),
    preflight: () => Promise.resolve([]),
    stillThere: (artefacts) =>
      Promise.resolve(
        artefacts.map(({ name }) => ({
          artefact: name,
          kind: "unknown" as const,
          because: "only the steps that deploy it can tell",
        })),
      ),
    plan: (artefacts) =>
      Promise.resolve({
        steps: artefacts.map(({ name, kind, files }) => ({
          artefact: name,
          kind,
          ...(files.length === 0
            ? ({ action: "refuse", text: "it has no file" } as const)
            : ({ action: "create", text: "is left to the steps that follow in this job" } as const)),
        })),
        rollback: "what the steps that follow provide",
      }),
    deploy: () =>
      Promise.resolve({
        outcome: "unknownStillRunning" as const,
        text: "is left to the steps that follow in this job",
        issues: [],
        operations: [],
      }),
    verify: () => Promise.resolve("The steps that follow deploy; the end of the job is recorded"),
    close: () => Promise.resolve(),
  };
}
