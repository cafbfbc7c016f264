import { useState } from "preact/hooks";
import { type Import, importTrain, planImport } from "../../core/acts/carry-train.ts";
import type { TrainMaking } from "../../core/acts/trains.ts";
import type { Hub } from "../shared/hub.ts";
import { newGuid } from "../shared/new-guid.ts";
import { type Acting, useAct } from "../shared/use-act.ts";
import type { ImportViewProps } from "./import-view.tsx";

// No exported train that may be read is longer, however many bytes its letters take.
const mostBytes = 60_000_004;

type Importing = Readonly<{
  acting: Acting;
  settle: () => void;
  choose: (file: File) => void;
  /** What an import would leave out, to be looked at before it is done. */
  panel: ImportViewProps | undefined;
}>;

/** A train of this project comes back at once, as it was; the plan of another project's is shown first. */
export function useImport(hub: Hub, making: () => TrainMaking | undefined): Importing {
  const [acting, act, settle] = useAct();
  const [planned, plan] = useState<Import>();
  const store = async (read: Import, by: TrainMaking): Promise<void> => {
    const { value } = await importTrain(read, by);
    hub.toast(`Train #${value.number} was imported.`);
    hub.go({ place: { view: "train", train: value.number, tab: "plan" } });
  };
  const choose = async (file: File): Promise<void> => {
    const by = making();
    if (!by) return;
    const text = await file.slice(0, mostBytes).text();
    const read = await planImport(text, { ...by, people: hub.azure.people, id: newGuid() });
    if (read.whole) await store(read, by);
    else plan(read);
  };
  const carryIn = (): void => {
    const by = making();
    if (by && planned) act(() => store(planned, by));
  };
  const close = (): void => {
    settle();
    plan(undefined);
  };
  return {
    ...{ acting, settle },
    choose: (file) => act(() => choose(file)),
    panel: panelOf(planned, { acting, carryIn, close }),
  };
}

function panelOf(
  planned: Import | undefined,
  doing: Omit<ImportViewProps, "shown">,
): ImportViewProps | undefined {
  if (planned === undefined || planned.whole) return undefined;
  const { releases, leftOut, decided } = planned.plan;
  const comes = releases.map(({ title }) => title);
  return { ...doing, shown: { title: planned.title, comes, leftOut, decided } };
}
