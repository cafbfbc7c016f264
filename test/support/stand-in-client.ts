import { azureDevOps } from "../../adapters/azure-devops/azure-devops.ts";
import type { ClientWorld, Http } from "../../adapters/azure-devops/http.ts";
import type { Place } from "../../adapters/azure-devops/place.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import { taskIds } from "../adapters/azure-devops/scripted-server.ts";
import type { Bench } from "../standin/azure-devops/small-world.ts";

export const noPause: ClientWorld = { now: Date.now, sleep: () => Promise.resolve(), random: () => 0 };

type Here = Pick<Bench, "organisation">;

/** Real HTTP as one of the people of a small organisation. */
export function httpOf({ organisation }: Here, who: string): Http {
  const token = organisation.tokenOf(who);
  return async ({ method, url, headers, body }) => {
    const given = { ...headers, authorization: `Bearer ${token}` };
    const answered = await fetch(url, { method, headers: given, ...(body === undefined ? {} : { body }) });
    return {
      status: answered.status,
      header: (name) => answered.headers.get(name) ?? undefined,
      text: await answered.text(),
    };
  };
}

export function placeOf({ organisation: { origin, state } }: Here): Place {
  const at = (path: string): string => `${origin}${path}/contoso`;
  const bases = { core: at(""), release: at("/rm"), extensions: at("/em"), identities: at("/ps") };
  return { bases, project: state.project, taskIds, extension: { publisher: "acme", id: "release-manager" } };
}

/** The product's own client, over real HTTP, as one of the people of a small organisation. */
export function azureOf(bench: Bench, who: string): AzureDevOps {
  return azureDevOps(httpOf(bench, who), placeOf(bench), noPause);
}
