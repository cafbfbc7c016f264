import type { JSX } from "preact";
import type { Hub } from "../shared/hub.ts";
import type { Over } from "../shared/route.ts";
import { ChosenView } from "./chosen-view.tsx";
import type { RollbackRow } from "./rollback.ts";
import { RollbackView } from "./rollback-view.tsx";
import { useChosen } from "./use-chosen.ts";
import { useRollback } from "./use-rollback.ts";

type RollbackPageProps = { hub: Hub; over: Extract<Over, { panel: "rollback" }>; close: () => void };

/** Choosing leads to the evidence sheet of that release. */
function Chosen({ hub, row }: { hub: Hub; row: RollbackRow }): JSX.Element {
  const { id, stage } = row;
  const place = { view: "release", id, tab: "pipeline" } as const;
  const go = (): void => hub.go({ place, over: { panel: "deploy", id, stage, back: true } });
  return <ChosenView {...useChosen(hub, { row, go })} />;
}

/** The panel that says what a stage can go back to. */
export function RollbackPage({ hub, over, close }: RollbackPageProps): JSX.Element {
  const props = useRollback(hub, { ...over, close });
  return <RollbackView {...props} unfold={(row) => <Chosen key={row.id} hub={hub} row={row} />} />;
}
