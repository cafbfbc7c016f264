import type { HostWorld } from "../world.ts";

/** `ms.vss-tfs-web.tfs-page-data-service` */
export function projectService({ config }: HostWorld): object {
  return { getProject: () => ({ id: config.project.id, name: config.project.name }) };
}
