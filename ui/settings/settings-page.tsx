import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Hub } from "../shared/hub.ts";
import { SettingsView } from "./settings-view.tsx";
import { useSettings } from "./use-settings.ts";

/** The settings of the project. */
export function SettingsPage({ hub }: { hub: Hub }): JSX.Element {
  useEffect(() => hub.title("Release Manager settings"), []);
  return <SettingsView {...useSettings(hub)} />;
}
