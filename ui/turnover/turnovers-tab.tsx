import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { TrainKnown } from "../../core/acts/open-train.ts";
import type { Hub } from "../shared/hub.ts";
import { newGuid } from "../shared/new-guid.ts";
import { FormView } from "./form-view.tsx";
import type { About } from "./order.ts";
import { rowsOf, newOffer } from "./turnovers.ts";
import { TurnoversView } from "./turnovers-view.tsx";
import { type Opening, type Orders, useForm, useOrders } from "./use-orders.ts";

type FormPanelProps = { hub: Hub; opening: Opening; orders: Orders };

/** The form that is open. */
export function FormPanel({ hub, opening, orders }: FormPanelProps): JSX.Element {
  return <FormView {...useForm(hub, opening, orders)} />;
}

type TurnoversTabProps = { hub: Hub; known: TrainKnown; reload: () => void };

/** The turnovers of a train, on the train's page. */
export function TurnoversTab({ hub, known, reload }: TurnoversTabProps): JSX.Element {
  const now = hub.now();
  const about = useMemo<About>(() => ({ known, now, newId: newGuid, releases: new Map() }), [known]);
  const orders = useOrders(hub, about, reload);
  const { acting, told, take, opening, settle } = orders;
  const again = (): void => {
    settle();
    reload();
  };
  const { number } = known.whole.train.value;
  const shown = { rows: rowsOf(about), make: newOffer(about), train: number, now };
  return (
    <>
      <TurnoversView {...shown} acting={acting} told={told} take={take} reload={again} />
      {opening && <FormPanel hub={hub} opening={opening} orders={orders} />}
    </>
  );
}
