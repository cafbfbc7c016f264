import { blobTarget } from "../../../adapters/targets/blob/blob-target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { agentNetwork, processWorld } from "../agent-network.ts";
import { must, type Opening, type Place } from "./opening.ts";
import { clientIdOf, signIn } from "./sign-in.ts";

/** The container of `TargetURL`. A lease that a killed process leaves runs out by itself. */
export function openBlob(opening: Opening, proved: Place): Target {
  const { release, stage } = proved.start;
  return blobTarget(
    {
      environment: proved.connection.resolved.environment,
      url: must(proved, "TargetURL"),
      release: { id: release.id, name: release.name },
      sealRoot: proved.seal.root,
      stage: stage.name,
      job: opening.context.job,
      keep: opening.inputs.keep,
      clientId: clientIdOf(opening, proved),
    },
    {
      ...processWorld(opening.agent),
      network: agentNetwork(),
      signIn: (http) => signIn(opening, proved, http),
      source: opening.artefacts.path,
    },
  );
}
