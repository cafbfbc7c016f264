import { artefactRoutes } from "./builds/artefact-routes.ts";
import { buildRoutes } from "./builds/build-routes.ts";
import { leaseRoutes } from "./builds/lease-routes.ts";
import { checkRoutes } from "./checks/check-routes.ts";
import type { Engines } from "./engines.ts";
import type { Route } from "./http/router.ts";
import { documentRoutes } from "./library/document-routes.ts";
import { groupRoutes } from "./library/group-routes.ts";
import { identityRoutes } from "./library/identity-routes.ts";
import { placeRoutes } from "./library/place-routes.ts";
import { resourceRoutes } from "./library/resource-routes.ts";
import { approvalRoutes } from "./releases/approval-routes.ts";
import { deploymentRoutes } from "./releases/deployment-routes.ts";
import { releaseRoutes } from "./releases/release-routes.ts";
import { pipelineRoutes } from "./runs/pipeline-routes.ts";
import { stageRoutes } from "./runs/stage-routes.ts";
import type { Site } from "./site.ts";
import { factRoutes } from "./boards/fact-routes.ts";
import { workItemRoutes } from "./boards/work-item-routes.ts";

/** Everything that the stand-in answers. */
export function routesOf(
  site: Site,
  { builds, runs, releases }: Pick<Engines, "builds" | "runs" | "releases">,
): readonly Route[] {
  return [
    ...buildRoutes(site, builds),
    ...artefactRoutes(site),
    ...leaseRoutes(site),
    ...pipelineRoutes(site, runs),
    ...stageRoutes(site, runs),
    ...checkRoutes(site),
    ...releaseRoutes(site, releases),
    ...approvalRoutes(site, releases),
    ...deploymentRoutes(site),
    ...groupRoutes(site),
    ...documentRoutes(site),
    ...placeRoutes(site),
    ...resourceRoutes(site),
    ...workItemRoutes(site),
    ...factRoutes(site),
    ...identityRoutes(site),
  ];
}
