import type { Target } from "../../../core/ports-of-targets.ts";
import type { Opening, Place, TargetInputs, TargetKind, TargetNeeds } from "./opening.ts";

type Kind = Readonly<{
  /** `signsIn`: a token of Entra is needed, whoever it is given to. */
  needs: Omit<TargetNeeds, "signsIn"> & Readonly<{ signsIn?: true }>;
  open: (opening: Opening, proved: Place) => Promise<Target>;
}>;

type NamedTarget = Pick<TargetInputs, "target" | "serviceConnection">;

/** Every kind of target, in the order of `targetKinds`. What a kind needs is loaded only for that kind. */
const kinds: Readonly<Record<TargetKind, Kind>> = {
  dataverse: {
    needs: { needs: ["TargetURL"], requireSecrets: true, signsIn: true },
    open: async (opening, proved) => (await import("./open-dataverse.ts")).openDataverse(opening, proved),
  },
  folder: {
    needs: { needs: ["TargetPath"], requireSecrets: false },
    open: async (opening, proved) => (await import("./open-folder.ts")).openFolder(opening, proved),
  },
  blob: {
    needs: { needs: ["TargetURL"], requireSecrets: true, signsIn: true },
    open: async (opening, proved) => (await import("./open-blob.ts")).openBlob(opening, proved),
  },
  ssh: {
    needs: { needs: ["TargetPath", "TargetHostKey", "Secret"], requireSecrets: true },
    open: async (opening, proved) => (await import("./open-ssh.ts")).openSsh(opening, proved),
  },
  appservice: {
    needs: { needs: ["TargetURL", "TargetResource"], requireSecrets: true, signsIn: true },
    open: async (opening, proved) => (await import("./open-appservice.ts")).openAppService(opening, proved),
  },
  external: {
    needs: { needs: [], requireSecrets: false },
    open: async (_, proved) => (await import("./open-external.ts")).openExternal(proved),
  },
};

/** What the connection must give for the target that the step names. */
export function needsOf({ target, serviceConnection }: NamedTarget): TargetNeeds {
  const { signsIn, ...needs } = kinds[target].needs;
  if (signsIn === undefined) return needs;
  return { ...needs, signsIn: serviceConnection === "" ? "group" : "service connection" };
}

/** Opens the target that the step names. Every secret of the connection is masked before. */
export async function openTarget(opening: Opening, proved: Place): Promise<Target> {
  for (const value of proved.connection.resolved.values)
    if (value.kind === "secret") opening.agent.protect(value.secret);
  return kinds[opening.inputs.target].open(opening, proved);
}
