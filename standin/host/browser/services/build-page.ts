import { ask } from "../ask.ts";
import type { HostWorld } from "../world.ts";

/** `ms.vss-build-web.build-page-data-service`: the build of this page, where the page is one of a build. */
export function buildPageService(world: HostWorld): object {
  return {
    getBuildPageData: async () => {
      const id = new URLSearchParams(window.location.search).get("buildId");
      const isBuildPage = window.location.pathname.includes("/_build/results");
      if (!id || !isBuildPage) return {};
      const { core } = world.config.bases;
      const build = await ask(
        world,
        `${core}${encodeURIComponent(world.config.project.name)}/_apis/build/builds/${id}`,
      );
      return { build, definition: (build as { definition?: unknown }).definition };
    },
  };
}
