import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { FormPanel } from "../shared/form-panel.tsx";
import type { Hub } from "../shared/hub.ts";
import type { Place } from "../shared/route.ts";
import { turnoverDesk } from "./perform.ts";
import { TurnoverView } from "./turnover-view.tsx";
import { useTurnover } from "./use-turnover.ts";

type TurnoverPlace = Extract<Place, { view: "turnover" }>;

/** One turnover of a release train. */
export function TurnoverPage({ hub, place }: { hub: Hub; place: TurnoverPlace }): JSX.Element {
  const { view, orders } = useTurnover(hub, place);
  const title = view.shown.kind === "loaded" ? view.shown.value?.title : undefined;
  useEffect(() => hub.title(`${title ?? "Turnover"} - Release Manager`), [title]);
  return (
    <>
      <TurnoverView {...view} />
      <FormPanel hub={hub} desk={turnoverDesk} orders={orders} />
    </>
  );
}
