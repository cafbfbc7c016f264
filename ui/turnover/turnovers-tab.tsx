import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { TrainKnown } from "../../core/acts/open-train.ts";
import { FormPanel } from "../shared/form-panel.tsx";
import type { Hub } from "../shared/hub.ts";
import { trainOf } from "../shared/train-known.ts";
import { aboutTrain, useOrders } from "../shared/use-orders.ts";
import type { About } from "./order.ts";
import { turnoverDesk } from "./perform.ts";
import { rowsOf, newOffer } from "./turnovers.ts";
import { TurnoversView } from "./turnovers-view.tsx";

type TurnoversTabProps = { hub: Hub; known: TrainKnown; reload: () => void };

/** The turnovers of a train, on the train's page. */
export function TurnoversTab({ hub, known, reload }: TurnoversTabProps): JSX.Element {
  const now = hub.now();
  const about = useMemo<About>(() => ({ ...aboutTrain(hub, known), releases: new Map() }), [known]);
  const orders = useOrders(hub, turnoverDesk, { about, reload });
  const { acting, take } = orders;
  const shown = { rows: rowsOf(about), make: newOffer(about), train: trainOf(about).number, now };
  return (
    <>
      <TurnoversView {...shown} {...orders} taking={{ take, isBusy: acting.kind === "pending" }} />
      <FormPanel hub={hub} desk={turnoverDesk} orders={orders} />
    </>
  );
}
