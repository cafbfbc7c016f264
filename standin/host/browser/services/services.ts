import type { Services } from "../world.ts";
import { buildPageService } from "./build-page.ts";
import { extensionDataService } from "./extension-data.ts";
import { layoutService } from "./layout.ts";
import { locationService } from "./location.ts";
import { messagesService } from "./messages.ts";
import { navigationService } from "./navigation.ts";
import { projectService } from "./project.ts";

/** All services that the page offers to extensions. */
export const services: Services = {
  "ms.vss-tfs-web.tfs-page-data-service": projectService,
  "ms.vss-features.location-service": locationService,
  "ms.vss-features.extension-data-service": extensionDataService,
  "ms.vss-features.host-navigation-service": navigationService,
  "ms.vss-features.host-page-layout-service": layoutService,
  "ms.vss-tfs-web.tfs-global-messages-service": messagesService,
  "ms.vss-build-web.build-page-data-service": buildPageService,
};
