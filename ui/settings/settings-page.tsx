import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Hub } from "../shared/hub.ts";
import { HoldsView } from "./holds-view.tsx";
import { useOffices } from "./use-offices.ts";
import { SettingsView } from "./settings-view.tsx";
import { useExport, useHolds } from "./use-holds.ts";
import { useSettings } from "./use-settings.ts";

function HoldsPanel({ hub, close }: { hub: Hub; close: () => void }): JSX.Element {
  return <HoldsView {...useHolds(hub, close)} />;
}

/** The settings of the project. */
export function SettingsPage({ hub }: { hub: Hub }): JSX.Element {
  const [asks, setAsks] = useState(false);
  const data = { ...useExport(hub), releaseAll: () => setAsks(true) };
  useEffect(() => hub.title("Release Manager settings"), []);
  return (
    <>
      <SettingsView {...useSettings(hub)} data={data} trains={useOffices(hub)} />
      {asks && <HoldsPanel hub={hub} close={() => setAsks(false)} />}
    </>
  );
}
