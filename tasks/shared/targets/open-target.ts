import { dataverseNeeds } from "../../../adapters/targets/dataverse/dataverse-settings.ts";
import type { Proved } from "../../../core/acts/deployment.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import type { Opening, TargetKind, TargetNeeds } from "./opening.ts";

type Kind = Readonly<{ needs: TargetNeeds; open: (opening: Opening, proved: Proved) => Promise<Target> }>;

/** Every kind of target, in the order of `targetKinds`. What a kind needs is loaded only for that kind. */
const kinds: Readonly<Record<TargetKind, Kind>> = {
  dataverse: {
    needs: { needs: dataverseNeeds, requireSecrets: true },
    open: async (opening, proved) => (await import("./open-dataverse.ts")).openDataverse(opening, proved),
  },
  folder: {
    needs: { needs: ["TargetPath"], requireSecrets: false },
    open: async (opening, proved) => (await import("./open-folder.ts")).openFolder(opening, proved),
  },
  external: {
    needs: { needs: [], requireSecrets: false },
    open: async (_, proved) => (await import("./open-external.ts")).openExternal(proved),
  },
};

/** What the connection must give for a kind of target. */
export function needsOf(kind: TargetKind): TargetNeeds {
  return kinds[kind].needs;
}

/** Opens the target that the step names. Every secret of the connection is masked before. */
export async function openTarget(opening: Opening, proved: Proved): Promise<Target> {
  for (const value of proved.connection.resolved.values)
    if (value.kind === "secret") opening.agent.protect(value.secret);
  return kinds[opening.inputs.target].open(opening, proved);
}
