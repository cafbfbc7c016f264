import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { AppServiceSettings } from "../../../../adapters/targets/appservice/appservice-settings.ts";
import { appServiceTarget } from "../../../../adapters/targets/appservice/appservice-target.ts";
import { targetHttp } from "../../../../adapters/targets/shared/target-http.ts";
import type { TargetHttp } from "../../../../adapters/targets/shared/target-request.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import type { Targets } from "../../../../standin/targets/start-targets.ts";
import { tokensOf } from "../appservice/tokens.ts";
import { whole } from "../whole.ts";
import { killer } from "./kill-at.ts";

/** What this process is told by its only argument. Every request that writes counts twice: before it, and after its answer. */
export type SiteOrder = Readonly<{
  killAt: number;
  settings: AppServiceSettings;
  targets: Pick<Targets, "entra" | "knownClients" | "caFile">;
  drop: string;
  artefacts: readonly SealedArtefact[];
}>;

const { killAt, settings, targets, drop, artefacts } = JSON.parse(process.argv[2] ?? "") as SiteOrder;
const { step, now } = killer(killAt);
const sleep = (milliseconds: number): Promise<void> =>
  new Promise((wake) => setTimeout(wake, Math.min(milliseconds / 1000, 6)));
const real = targetHttp({ caFile: targets.caFile }, { sleep, now: Date.now, newId: randomUUID });
const http: TargetHttp = {
  close: real.close,
  send: async (request) => {
    const writes = request.method !== "GET" && !request.url.includes("/oauth2/");
    if (writes && step()) now();
    const answer = await real.send(request);
    if (writes && step()) now();
    return answer;
  },
};
const path = (artefact: string): string => join(drop, artefact);
const world = {
  now: Date.now,
  sleep,
  http,
  current: { signal: undefined },
  path,
  tell: (): void => undefined,
};
await whole(appServiceTarget(settings, { ...world, tokens: tokensOf(targets, http) }), artefacts);
