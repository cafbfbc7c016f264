import { useState } from "preact/hooks";
import { editConnection } from "../../core/acts/edit-connection.ts";
import { inspectRelease } from "../../core/acts/inspect-release.ts";
import { type PutBack, putBackValues } from "../../core/acts/put-back-values.ts";
import { weighRollback } from "../../core/acts/weigh-rollback.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import { chosenShown, doneShown, type Values } from "./chosen.ts";
import type { ChosenViewProps } from "./chosen-view.tsx";
import type { RollbackRow } from "./rollback.ts";

type Wanted = Readonly<{ row: Pick<RollbackRow, "id" | "name" | "stage">; go: () => void }>;

/** Weighs going back to one release, and puts its values back where that is confirmed. */
export function useChosen(hub: Hub, { row, go }: Wanted): ChosenViewProps {
  const { id, stage, name } = row;
  const { state, reload } = useLoaded(
    async () => weighRollback(await inspectRelease(id, hub.azure), stage, hub.azure, hub.sha256),
    { key: `${id}\n${stage}` },
  );
  const [values, choose] = useState<Values>("today");
  const [done, setDone] = useState<PutBack>();
  const [acting, act, settle] = useAct();
  const { connections } = hub.azure;

  async function putBack(): Promise<void> {
    if (state.kind !== "loaded" || state.value.values.kind === "failed") return;
    setDone(await putBackValues(state.value.values.value, connections));
  }

  async function undo(put: PutBack): Promise<void> {
    await editConnection(put.group, put.before, connections);
    again();
    hub.toast(`${put.group.name} is as it was before.`);
  }

  function again(): void {
    settle();
    setDone(undefined);
    choose("today");
    reload();
  }

  return {
    name,
    shown: state.kind === "loaded" ? { ...state, value: chosenShown(state.value) } : state,
    values,
    choose,
    ...(done === undefined ? {} : { done: doneShown(done) }),
    acting,
    putBack: () => act(putBack),
    undo: () => done && act(() => undo(done)),
    go,
    reload: again,
  };
}
