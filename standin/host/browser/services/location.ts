import type { HostWorld } from "../world.ts";

/** Areas whose services live on another base than the organisation's own. */
const elsewhere: Readonly<Record<string, "release" | "extensionManagement" | "identities">> = {
  "efc2f575-36ef-48e9-b672-0c6fb4a48ac5": "release",
  "6c2b0933-3600-42ae-bf8b-93d4f7e83594": "extensionManagement",
  "8a3d49b8-91f0-46ef-b33d-dda338c25db3": "identities",
  "bb1e7ec9-e901-4b68-999a-de7012b920f8": "identities",
};

/** Addresses of pages by the id of their route, as far as the stand-in has the page. */
const routes: Readonly<Record<string, string>> = {
  "ms.vss-build-web.ci-results-hub-route": "{project}/_build/results",
  "ms.vss-build-web.pipelines-hub-route": "{project}/_build",
  "ms.vss-releaseManagement-web.hub-explorer-3-default-route": "{project}/_release",
  "ms.vss-releaseManagement-web.cd-release-progress-default-route": "{project}/_releaseProgress",
  "ms.vss-distributed-task.hub-library-route": "{project}/_library",
};

/** `ms.vss-features.location-service`: bases end with a slash. */
export function locationService({ config }: HostWorld): object {
  return {
    getResourceAreaLocation: (area: string) => config.bases[elsewhere[area.toLowerCase()] ?? "core"],
    getServiceLocation: () => config.bases.core,
    routeUrl: (routeId: string, values: Record<string, string> = {}, hostPath?: string) => {
      const template = routes[routeId];
      if (template === undefined) throw new Error(`The stand-in has no route ${routeId}.`);
      const path = template.replace("{project}", () =>
        encodeURIComponent(values["project"] ?? config.project.name),
      );
      return `${hostPath ?? new URL(config.bases.core).pathname}${path}`;
    },
  };
}
