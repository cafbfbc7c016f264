import { useEffect, useMemo, useState } from "preact/hooks";
import { lookAtRelease } from "../../core/acts/look-at-release.ts";
import type { RunTold } from "../../core/acts/run-told.ts";
import type { Deployment } from "../../core/model/deployment.ts";
import { type Instant, instant } from "../../core/model/instant.ts";
import { sameName } from "../../core/model/ordinal.ts";
import type { MatrixCell } from "../../core/model/where-what.ts";
import type { Hub } from "../shared/hub.ts";
import type { Over } from "../shared/route.ts";
import { buildOf } from "../shared/stage-facts.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import type { Chosen } from "./deployment-view.tsx";
import { type Column, deploymentKey, rowKey } from "./environments.ts";
import { chosenIn, figureLines, historyOf, neighboursOf, wayOf } from "./panel.ts";
import type { PanelViewProps } from "./panel-view.tsx";
import type { Drawn } from "./use-environments.ts";

type Wanted = Extract<Over, { panel: "environment" }>;

type PanelPlace = Readonly<{
  drawn: Drawn;
  over: Wanted;
  at: Instant | undefined;
  close: () => void;
  readBackTo: (since: Instant) => void;
}>;

/** The build whose artefacts travelled: a run's is known when the run was read. */
function buildUrl(hub: Hub, { build }: Deployment, told: Loaded<RunTold | undefined>): string | undefined {
  const known = told.kind === "loaded" && told.value ? buildOf(told.value.release) : undefined;
  const id = build?.id ?? known?.id;
  return id === undefined ? undefined : hub.pages.build(id);
}

/** The release is asked for when one of its deployments is looked at. */
function useRelease(hub: Hub, deployment: Deployment | undefined): Loaded<RunTold | undefined> {
  const { state } = useLoaded<RunTold | undefined>(
    () => (deployment ? lookAtRelease(deployment.release, hub.azure) : Promise.resolve(undefined)),
    { key: deployment?.release ?? "" },
  );
  const isOther = state.kind === "loaded" && state.value?.release.id !== deployment?.release;
  return isOther ? { kind: "loading" } : state;
}

type Shown = Readonly<{ deployment: Deployment; told: Loaded<RunTold | undefined> }>;

function chosenOf(hub: Hub, { deployment, told }: Shown, { drawn, at }: PanelPlace): Chosen {
  const url = buildUrl(hub, deployment, told);
  return {
    deployment,
    told,
    way: wayOf(drawn.history.deployments, deployment, drawn.settings),
    isNow: at === undefined,
    ...(url === undefined ? {} : { buildUrl: url }),
  };
}

type Found = Readonly<{ history: readonly Deployment[]; column: Column; cell: MatrixCell | undefined }>;

function useFound({ drawn, over }: PanelPlace): Found {
  const { settings, matrix, columns } = drawn;
  const { deployments } = drawn.history;
  const history = useMemo(
    () => historyOf(deployments, over.environment, settings),
    [deployments, over.environment, settings],
  );
  const at = columns.findIndex(({ name }) => sameName(name, over.environment));
  const cell = matrix.rows.find(({ pipeline }) => rowKey(pipeline) === over.row)?.cells[at];
  const strange: Column = { name: over.environment, class: "staging", words: "", targets: [], standing: [] };
  return { history, column: columns[at] ?? strange, cell };
}

/** A closer look at one environment, and at one pipeline's deployment there. */
export function usePanel(hub: Hub, place: PanelPlace): PanelViewProps {
  const { drawn, over, at } = place;
  const [key, choose] = useState<string>();
  const [all, setAll] = useState(false);
  useEffect(() => choose(undefined), [over.environment, over.row]);
  const { history, column, cell } = useFound(place);
  const chosen = history.find((one) => deploymentKey(one) === key) ?? chosenIn(history, cell);
  const told = useRelease(hub, chosen);
  const to = at ?? hub.now();
  const { deployments, since } = drawn.history;
  return {
    environment: column,
    chosen: chosen && chosenOf(hub, { deployment: chosen, told }, place),
    neighbours: neighboursOf(history, { chosen, at, all }),
    figures: figureLines(deployments, { environment: column.name, to, since, settings: drawn.settings }),
    partly: drawn.partly,
    at,
    all,
    setAll,
    choose: (one) => choose(deploymentKey(one)),
    now: hub.now(),
    close: place.close,
    readOn: () => place.readBackTo(instant(to - 90 * 86_400_000)),
    unfinished: drawn.known.unfinished,
  };
}
