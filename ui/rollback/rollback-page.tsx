import type { JSX } from "preact";
import type { Hub } from "../shared/hub.ts";
import type { Over } from "../shared/route.ts";
import { RollbackView } from "./rollback-view.tsx";
import { useRollback } from "./use-rollback.ts";

type RollbackPageProps = { hub: Hub; over: Extract<Over, { panel: "rollback" }>; close: () => void };

/** The panel that says what a stage can go back to. */
export function RollbackPage({ hub, over, close }: RollbackPageProps): JSX.Element {
  return <RollbackView {...useRollback(hub, { ...over, close })} />;
}
