import { useState } from "preact/hooks";
import { type Contract, defaultContract, type VariableGroup } from "../../core/model/connection.ts";
import type { ReleasePipeline } from "../../core/ports.ts";
import type { Surroundings } from "../../core/acts/preflight.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readSettings } from "../../core/acts/settings.ts";
import type { Hub } from "../shared/hub.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import { differences, groupRows, keyRows } from "./connections.ts";
import type { ConnectionsViewProps } from "./connections-view.tsx";
import type { GroupShown } from "./group-view.tsx";

/** What the page was made from. */
export type Known = Readonly<{
  groups: readonly VariableGroup[];
  pipelines: readonly ReleasePipeline[];
  contract: Contract;
  /** Absent where they could not be read. */
  serviceNames?: readonly string[];
}>;

/** Which panel lies over the page. */
export type OverConnections = Readonly<{ act: "clone" | "edit"; group: VariableGroup }> | undefined;

function surroundings({ pipelines, serviceNames }: Known): Surroundings {
  const stages = pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => stage.name));
  return { stages: [...new Set(stages)], serviceNames };
}

function groupShown(
  known: Known,
  group: VariableGroup,
  compareWith: string,
  url: string,
): GroupShown | undefined {
  const [row] = groupRows([group], known.contract, surroundings(known));
  if (!row) return undefined;
  const other = known.groups.find((one) => String(one.id) === compareWith);
  const others = known.groups
    .filter((one) => one.id !== group.id)
    .map((one) => ({ value: String(one.id), text: one.name }));
  return {
    row,
    keys: keyRows(group),
    compareWith: other ? compareWith : "",
    others: [{ value: "", text: "nothing" }, ...others],
    differences: other ? differences(group, other) : [],
    editUrl: url,
  };
}

type Connected = Readonly<{
  view: ConnectionsViewProps;
  known: Known | undefined;
  over: OverConnections;
  close: () => void;
  /** Something was saved. */
  saved: () => void;
}>;

async function load(hub: Hub): Promise<Known> {
  const [groups, services, pipelines, stored] = await Promise.all([
    hub.azure.connections.list(),
    readingOf(hub.azure.connections.serviceNames()),
    hub.azure.releases.pipelines(),
    readSettings(hub.project.id, hub.azure.documents),
  ]);
  return {
    groups,
    pipelines,
    contract: stored.value.contract ?? defaultContract,
    ...(services.kind === "read" ? { serviceNames: services.value } : {}),
  };
}

function chosenOf(
  known: Known | undefined,
  id: number | undefined,
  compareWith: string,
  hub: Hub,
): ConnectionsViewProps["chosen"] {
  if (!known || id === undefined) return undefined;
  const group = known.groups.find((one) => one.id === id);
  return group && groupShown(known, group, compareWith, hub.pages.group(id));
}

/** The variable groups of the project and the panel that may lie over them. */
export function useConnections(hub: Hub, chosen: number | undefined): Connected {
  const { state, reload } = useLoaded(() => load(hub), { key: "" });
  const [over, setOver] = useState<OverConnections>();
  const [compareWith, compare] = useState("");
  const known = state.kind === "loaded" ? state.value : undefined;
  const open = (act: "clone" | "edit", id: number): void => {
    const group = known?.groups.find((one) => one.id === id);
    if (group) setOver({ act, group });
  };
  const list: Loaded<ReturnType<typeof groupRows>> =
    state.kind === "loaded"
      ? { ...state, value: groupRows(state.value.groups, state.value.contract, surroundings(state.value)) }
      : state;
  return {
    view: {
      list,
      single: chosen !== undefined,
      chosen: chosenOf(known, chosen, compareWith, hub),
      now: hub.now(),
      newGroupUrl: hub.pages.newGroup,
      compare,
      clone: (id) => open("clone", id),
      edit: (id) => open("edit", id),
      reload,
    },
    known,
    over,
    close: () => setOver(undefined),
    saved: () => {
      setOver(undefined);
      reload();
    },
  };
}
