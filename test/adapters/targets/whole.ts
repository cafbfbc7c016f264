import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { Operation, Outcome } from "../../../core/model/target.ts";
import type { Deployed, DeployIo, Target } from "../../../core/ports-of-targets.ts";

/** What a deployment told and kept while it worked. */
export type Heard = Readonly<{ io: DeployIo; told: string[]; operations: Operation[] }>;

/** An io that remembers what it was told. */
export function hearing(more: Partial<DeployIo> = {}): Heard {
  const told: string[] = [];
  const operations: Operation[] = [];
  const io: DeployIo = {
    tell: (text) => void told.push(text),
    progress: () => undefined,
    saveOperation: (operation) => {
      operations.push(operation);
      return Promise.resolve();
    },
    earlier: [],
    keep: () => Promise.resolve(),
    signal: new AbortController().signal,
    ...more,
  };
  return { io, told, operations };
}

/** Plans, deploys what the plan does not skip, verifies and closes, as the act does. Gives the first outcome that was no success. */
export async function whole(
  target: Target,
  artefacts: readonly SealedArtefact[],
  io: DeployIo = hearing().io,
): Promise<Outcome> {
  try {
    const { steps } = await target.plan(artefacts);
    const refused = steps.find(({ action }) => action === "refuse");
    if (refused !== undefined) throw new Error(`The plan refuses ${refused.artefact}: ${refused.text}`);
    for (const artefact of artefacts) {
      const step = steps.find((one) => one.artefact === artefact.name);
      if (step === undefined) throw new Error(`The plan forgets ${artefact.name}`);
      if (step.action === "skip") continue;
      const { outcome }: Deployed = await target.deploy(step, artefact, io);
      if (outcome !== "succeeded" && outcome !== "succeededWithIssues") return outcome;
    }
    await target.verify(artefacts, io);
    return "succeeded";
  } finally {
    await target.close();
  }
}
