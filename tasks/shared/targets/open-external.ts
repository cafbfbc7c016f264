import { externalTarget } from "../../../adapters/targets/external/external-target.ts";
import { textOf } from "../../../core/acts/choose-connection.ts";
import type { Place } from "./opening.ts";
import type { Target } from "../../../core/ports-of-targets.ts";

/** The place that the team's own steps deploy to, as far as the connection names it. */
export function openExternal(proved: Place): Target {
  const { resolved } = proved.connection;
  const address = textOf(resolved, "TargetURL") ?? textOf(resolved, "TargetPath");
  const place = address ?? `${proved.start.release.project.name}/${proved.start.environment}`;
  return externalTarget({
    id: `external:${place.replace(/\/+$/, "").toLowerCase()}`,
    name: proved.start.environment,
    url: address ?? "",
  });
}
