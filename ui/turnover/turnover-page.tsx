import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Hub } from "../shared/hub.ts";
import type { Place } from "../shared/route.ts";
import { TurnoverView } from "./turnover-view.tsx";
import { FormPanel } from "./turnovers-tab.tsx";
import { useTurnover } from "./use-turnover.ts";

type TurnoverPlace = Extract<Place, { view: "turnover" }>;

/** One turnover of a release train. */
export function TurnoverPage({ hub, place }: { hub: Hub; place: TurnoverPlace }): JSX.Element {
  const { view, orders } = useTurnover(hub, place);
  const title = view.shown.kind === "loaded" ? view.shown.value?.title : undefined;
  useEffect(() => hub.title(`${title ?? "Turnover"} - Release Manager`), [title]);
  const { opening } = orders;
  return (
    <>
      <TurnoverView {...view} />
      {opening && <FormPanel hub={hub} opening={opening} orders={orders} />}
    </>
  );
}
