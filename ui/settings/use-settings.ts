import { useState } from "preact/hooks";
import { checkOrganisation } from "../../core/acts/check-organisation.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readSettings, type StoredSettings, writeSettings } from "../../core/acts/settings.ts";
import { defaultContract } from "../../core/model/connection.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { Settings } from "../../core/model/settings.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import type { CheckProps } from "./check-view.tsx";
import { type CheckRow, reportText, whyNot } from "./settings.ts";
import type { SettingsViewProps } from "./settings-view.tsx";
import { type NamedPlace, placesOf, stageRows } from "./stages.ts";

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

// Enough to meet the stages of every pipeline that is in use.
const newestRuns = 30;

async function placesIn({ azure }: Hub): Promise<Pick<Known, "places" | "problems">> {
  const [pipelines, runs, environments] = await Promise.all([
    readingOf(azure.releases.pipelines()),
    readingOf(azure.builds.runs({ top: newestRuns })),
    readingOf(azure.environments.list()),
  ]);
  const problem = (reading: Reading<unknown>, what: string): readonly string[] =>
    reading.kind === "failed" ? [`${what} could not be read: ${reading.why}`] : [];
  return {
    places: placesOf(
      pipelines.kind === "read" ? pipelines.value : [],
      runs.kind === "read" ? runs.value.items : [],
      environments.kind === "read" ? environments.value : [],
    ),
    problems: [
      ...problem(pipelines, "The release pipelines"),
      ...problem(runs, "The YAML runs"),
      ...problem(environments, "The environments"),
    ],
  };
}

type Known = Readonly<{
  stored: StoredSettings;
  places: readonly NamedPlace[];
  problems: readonly string[];
}>;

function shownOf(
  state: Loaded<Known>,
  draft: Settings | undefined,
): Pick<SettingsViewProps, "settings" | "stages" | "problems" | "contract" | "because"> {
  if (state.kind !== "loaded") {
    const because = "The settings are not read yet.";
    return { settings: state, stages: [], problems: [], contract: [], because };
  }
  const { stored, places, problems } = state.value;
  const settings = draft ?? stored.value;
  return {
    settings: { ...state, value: settings },
    stages: stageRows(places, settings),
    problems,
    contract: settings.contract ?? defaultContract,
    because: whyNot(settings, stored.value),
  };
}

async function load(hub: Hub): Promise<Known> {
  const [stored, found] = await Promise.all([
    readSettings(hub.project.id, hub.azure.documents),
    placesIn(hub),
  ]);
  return { stored, ...found };
}

/** The project's settings: what is stored, what was changed here, and the check of the organisation. */
export function useSettings(hub: Hub): Omit<SettingsViewProps, "data" | "trains"> {
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
    ...(draft === undefined ? {} : { discard: () => setDraft(undefined) }),
    reload: () => {
      settle();
      setDraft(undefined);
      reload();
    },
    check: useCheck(hub),
  };
}
