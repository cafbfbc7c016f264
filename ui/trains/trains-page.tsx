import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Hub } from "../shared/hub.ts";
import type { Over } from "../shared/route.ts";
import { ImportView } from "./import-view.tsx";
import { NewTrainView } from "./new-train-view.tsx";
import { TrainsView } from "./trains-view.tsx";
import { useNewTrain } from "./use-new-train.ts";
import { type Known, useTrains } from "./use-trains.ts";

type PanelProps = { hub: Hub; known: Known; template: string | undefined };

function NewTrainPanel({ hub, known, template }: PanelProps): JSX.Element {
  const close = (): void => hub.go({ place: { view: "trains" } });
  return <NewTrainView {...useNewTrain(hub, { known, template, close })} />;
}

/** The release trains of the project, and the panel that makes one. */
export function TrainsPage({ hub, over }: { hub: Hub; over: Over | undefined }): JSX.Element {
  const { view, known, importing } = useTrains(hub);
  useEffect(() => hub.title("Release trains - Release Manager"), []);
  return (
    <>
      <TrainsView {...view} />
      {importing && <ImportView {...importing} />}
      {over?.panel === "new-train" && known && (
        <NewTrainPanel hub={hub} known={known} template={over.template} />
      )}
    </>
  );
}
