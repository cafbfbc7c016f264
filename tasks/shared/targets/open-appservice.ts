import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Current } from "../../../adapters/targets/appservice/appservice-settings.ts";
import { appServiceTarget } from "../../../adapters/targets/appservice/appservice-target.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import { textOf } from "../../../core/acts/choose-connection.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { agentNetwork } from "../agent-network.ts";
import { must, type Opening, type Place } from "./opening.ts";
import { clientIdOf, signIn } from "./sign-in.ts";

/** The web app of `TargetResource`, which answers to `TargetURL`. */
export async function openAppService(opening: Opening, proved: Place): Promise<Target> {
  const { inputs, artefacts, agent } = opening;
  const { resolved } = proved.connection;
  const { release } = proved.start;
  const authorityUrl = textOf(resolved, "AuthorityURL");
  const resourceManagerUrl = textOf(resolved, "ResourceManagerURL");
  const time = { now: Date.now, sleep: (milliseconds: number): Promise<void> => pause(milliseconds) };
  const current: Current = { signal: undefined };
  const stop = (): AbortSignal | undefined => current.signal;
  const http = targetHttp(agentNetwork(), { ...time, newId: randomUUID, tell: agent.say, stop });
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
    { ...time, http, current, tokens, path: artefacts.path, tell: agent.say },
  );
}
