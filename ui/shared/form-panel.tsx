import type { JSX } from "preact";
import type { Desk } from "./doing.ts";
import type { AboutTrain } from "./form.ts";
import { FormView } from "./form-view.tsx";
import type { Hub } from "./hub.ts";
import { useForm } from "./use-form.ts";
import type { Opening, Orders } from "./use-orders.ts";

type FormPanelProps<A extends AboutTrain, O> = {
  hub: Hub;
  desk: Desk<A, O>;
  orders: Pick<Orders<A, O>, "opening" | "close" | "done">;
};

function Open<A extends AboutTrain, O>(
  props: FormPanelProps<A, O> & { opening: Opening<A, O> },
): JSX.Element {
  const { hub, desk, orders, opening } = props;
  return <FormView {...useForm(hub, desk, { ...orders, opening })} />;
}

/** The form that is open. */
export function FormPanel<A extends AboutTrain, O>(props: FormPanelProps<A, O>): JSX.Element | null {
  const { opening } = props.orders;
  return opening ? <Open {...props} opening={opening} /> : null;
}
