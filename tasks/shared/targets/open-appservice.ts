import type { Current } from "../../../adapters/targets/appservice/appservice-settings.ts";
import { appServiceTarget } from "../../../adapters/targets/appservice/appservice-target.ts";
import { textOf } from "../../../core/acts/choose-connection.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { agentHttp, processWorld } from "../agent-network.ts";
import { must, type Opening, type Place } from "./opening.ts";
import { clientIdOf, signIn } from "./sign-in.ts";

/** The web app of `TargetResource`, which answers to `TargetURL`. */
export async function openAppService(opening: Opening, proved: Place): Promise<Target> {
  const { inputs, artefacts, agent } = opening;
  const { resolved } = proved.connection;
  const { release } = proved.start;
  const authorityUrl = textOf(resolved, "AuthorityURL");
  const resourceManagerUrl = textOf(resolved, "ResourceManagerURL");
  const current: Current = { signal: undefined };
  const stop = (): AbortSignal | undefined => current.signal;
  const http = agentHttp(agent, stop);
  const tokens = await signIn(opening, proved, http);
  return appServiceTarget(
    {
      environment: resolved.environment,
      url: must(proved, "TargetURL"),
      resource: must(proved, "TargetResource"),
      clientId: clientIdOf(opening, proved),
      ...(authorityUrl === undefined ? {} : { authorityUrl }),
      ...(resourceManagerUrl === undefined ? {} : { resourceManagerUrl }),
      slot: inputs.slot,
      healthPath: inputs.healthPath,
      healthStatuses: inputs.healthStatuses,
      waitMinutes: inputs.waitMinutes,
      release: { id: release.id, name: release.name, createdOn: release.createdOn },
      sealRoot: proved.seal.root,
    },
    { ...processWorld(agent), http, current, tokens, path: artefacts.path },
  );
}
