import { useState } from "preact/hooks";
import { checkOrganisation } from "../../core/acts/check-organisation.ts";
import { readSettings, type StoredSettings, writeSettings } from "../../core/acts/settings.ts";
import { defaultContract } from "../../core/model/connection.ts";
import type { Settings } from "../../core/model/settings.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import type { CheckProps } from "./check-view.tsx";
import { type CheckRow, reportText, stageSettings, whyNot } from "./settings.ts";
import type { SettingsViewProps } from "./settings-view.tsx";

function useCheck(hub: Hub): CheckProps {
  const [rows, setRows] = useState<readonly CheckRow[]>([]);
  const [acting, act] = useAct();

  async function run(): Promise<void> {
    const found: CheckRow[] = [];
    setRows([]);
    for await (const row of checkOrganisation(hub.azure)) {
      found.push(row);
      setRows([...found]);
    }
  }

  const about = {
    project: hub.project.name,
    version: EXTENSION.version,
    on: new Date(hub.now()).toISOString(),
  };
  return {
    rows,
    acting,
    run: () => act(run),
    save: () => hub.save("release-manager-check.md", reportText(rows, about)),
  };
}

async function stageNames(hub: Hub): Promise<readonly string[]> {
  const pipelines = await hub.azure.releases.pipelines();
  return [...new Set(pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.name)))];
}

type Known = Readonly<{ stored: StoredSettings; names: readonly string[] }>;

function shownOf(
  state: Loaded<Known>,
  draft: Settings | undefined,
): Pick<SettingsViewProps, "settings" | "stages" | "contract" | "because"> {
  if (state.kind !== "loaded") {
    return { settings: state, stages: [], contract: [], because: "The settings are not read yet." };
  }
  const { stored, names } = state.value;
  const settings = draft ?? stored.value;
  return {
    settings: { ...state, value: settings },
    stages: stageSettings(names, settings),
    contract: settings.contract ?? defaultContract,
    because: whyNot(settings, stored.value),
  };
}

async function load(hub: Hub): Promise<Known> {
  const [stored, names] = await Promise.all([
    readSettings(hub.project.id, hub.azure.documents),
    stageNames(hub),
  ]);
  return { stored, names };
}

/** The project's settings: what is stored, what was changed here, and the check of the organisation. */
export function useSettings(hub: Hub): SettingsViewProps {
  const [draft, setDraft] = useState<Settings>();
  const [acting, act, settle] = useAct();
  const { state, reload } = useLoaded(() => load(hub), { key: "" });
  const known = state.kind === "loaded" ? state.value : undefined;

  async function save(): Promise<void> {
    if (!draft || !known) return;
    await writeSettings(hub.project.id, draft, known.stored.etag, hub.azure.documents);
    hub.toast("The settings were saved.");
    setDraft(undefined);
    reload();
  }

  return {
    ...shownOf(state, draft),
    change: setDraft,
    acting,
    save: () => act(save),
    reload: () => {
      settle();
      setDraft(undefined);
      reload();
    },
    check: useCheck(hub),
  };
}
