import { offerRollback } from "../../core/acts/offer-rollback.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import { shownOf } from "./rollback.ts";
import type { RollbackViewProps } from "./rollback-view.tsx";

type Wanted = Readonly<{ id: ReleaseId; stage: string; close: () => void }>;

/** Looks for what the stage can go back to. */
export function useRollback(hub: Hub, { id, stage, close }: Wanted): Omit<RollbackViewProps, "unfold"> {
  const { state, reload } = useLoaded(() => offerRollback(id, stage, hub.azure), { key: `${id}\n${stage}` });
  return {
    stage,
    shown: state.kind === "loaded" ? { ...state, value: shownOf(state.value) } : state,
    now: hub.now(),
    reload,
    close,
  };
}
