import type { JSX } from "preact";
import type { Release } from "../../core/model/release.ts";
import { Button } from "../shared/buttons.tsx";
import { OutButton, RouteLink } from "../shared/nav.tsx";
import { Live, PageHeader, Tabs } from "../shared/page.tsx";
import { Banner, FailureBanner, Pill, Skeleton } from "../shared/pieces.tsx";
import { home, type ReleaseTab } from "../shared/route.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { ArtefactRow } from "./artefacts.ts";
import { ActsView, AttemptsView } from "./attempts-view.tsx";
import type { AttemptRow, History } from "./attempts.ts";
import { type CardActs, CardsView } from "./cards-view.tsx";
import type { Card } from "./cards.ts";
import { FactsView } from "./facts-view.tsx";
import type { Facts } from "./facts.ts";

import { ArtefactsView, RecordView, VariablesView } from "./tabs-view.tsx";

/** One release, ready to draw. */
export type Shown = Readonly<{
  release: Release;
  facts: Facts;
  buildUrl?: string;
  columns: readonly (readonly Card[])[];
  attempts: readonly AttemptRow[];
  artefacts: readonly ArtefactRow[];
  artefactsFailed?: string;
  history: History;
  /** What could not be read beside the release, and what was refused. */
  problems: readonly string[];
}>;

export type ReleaseViewProps = Readonly<{
  shown: Loaded<Shown>;
  tab: ReleaseTab;
  now: number;
  acts: CardActs;
  acting: Acting;
  closeFault: () => void;
  keep: () => void;
  verify: () => void;
  verifying: Acting;
  cannotVerify?: string;
  reload: () => void;
}>;

/** The stage that the button at the top is for: the one that waits, else one that can be started, else the first. */
function nextCard(cards: readonly Card[]): Card | undefined {
  const startable = cards.filter((card) => card.deploy);
  return (
    startable.find((card) => card.sign === "waiting") ??
    startable.find((card) => card.deploy?.because === undefined) ??
    startable[0]
  );
}

function Toolbar({ shown, props }: { shown: Shown; props: ReleaseViewProps }): JSX.Element {
  const { release } = shown;
  const cards = shown.columns.flat();
  const next = nextCard(cards);
  const running = cards.find((card) => card.cancel);
  return (
    <>
      {next?.deploy && (
        <Button
          primary={next.sign === "waiting"}
          icon="deploy"
          because={next.deploy.because}
          act={() => props.acts.deploy(next.name)}
        >
          {next.deploy.words} to {next.name}
        </Button>
      )}
      <Button
        icon="stop"
        pending={props.acts.busy && running !== undefined}
        because={running ? undefined : "Nothing runs."}
        act={() => running && props.acts.cancel(running.name)}
      >
        Cancel
      </Button>
      <Button icon="refresh" act={props.reload}>
        Refresh
      </Button>
      <OutButton to={release.webUrl}>
        {release.kind === "classic" ? "Edit" : "Open in Azure DevOps"}
      </OutButton>
    </>
  );
}

const tabNames: Readonly<Record<ReleaseTab, string>> = {
  pipeline: "Pipeline",
  variables: "Variables",
  artefacts: "Artefacts",
  history: "History",
  record: "Record",
};

function TabBody({ shown, props }: { shown: Shown; props: ReleaseViewProps }): JSX.Element {
  const { release } = shown;
  const attempts = <AttemptsView rows={shown.attempts} id={release.id} now={props.now} />;
  switch (props.tab) {
    case "pipeline":
      return (
        <>
          <CardsView columns={shown.columns} acts={props.acts} releaseName={release.name} now={props.now} />
          {attempts}
        </>
      );
    case "variables":
      return <VariablesView variables={release.variables} edit={release.webUrl} />;
    case "artefacts":
      return (
        <ArtefactsView
          rows={shown.artefacts}
          failed={shown.artefactsFailed}
          verify={props.verify}
          verifying={props.verifying}
          because={props.cannotVerify}
        />
      );
    case "history":
      return (
        <>
          {attempts}
          <ActsView history={shown.history} now={props.now} />
        </>
      );
    case "record":
      return <RecordView rows={shown.attempts} />;
  }
}

/** What a screen reader hears when something changed. */
export function spoken(columns: Shown["columns"]): string {
  return columns
    .flat()
    .map((card) => `${card.name}: ${card.words}`)
    .join(". ");
}

function Faults({ props }: { props: ReleaseViewProps }): JSX.Element {
  const { shown } = props;
  return (
    <>
      {shown.kind === "loaded" && shown.problem && (
        <FailureBanner report={shown.problem} retry={props.reload} />
      )}
      {props.acting.kind === "failed" && (
        <FailureBanner report={props.acting.report} retry={props.closeFault} />
      )}
    </>
  );
}

/** One release: its facts, its stages, its history, and what can be done. */
export function ReleaseView(props: ReleaseViewProps): JSX.Element {
  const { shown: loaded } = props;
  if (loaded.kind !== "loaded") {
    return (
      <>
        <PageHeader title="Release" above={<RouteLink to={home}>Releases</RouteLink>} />
        {loaded.kind === "loading" ? (
          <Skeleton rows={5} height={96} />
        ) : (
          <FailureBanner report={loaded.report} retry={props.reload} />
        )}
      </>
    );
  }
  const shown = loaded.value;
  const { release } = shown;
  const tabs = (["pipeline", "variables", "artefacts", "history", "record"] as const).map((tab) => ({
    name: tabNames[tab],
    to: { place: { view: "release" as const, id: release.id, tab } },
    current: tab === props.tab,
  }));
  return (
    <>
      <PageHeader
        title={release.name}
        above={<RouteLink to={home}>Releases</RouteLink>}
        beside={<Pill>{release.pipeline.name}</Pill>}
      >
        <Toolbar shown={shown} props={props} />
      </PageHeader>
      {release.description !== "" && <p class="description">{release.description}</p>}
      <FactsView
        facts={shown.facts}
        buildUrl={shown.buildUrl}
        now={props.now}
        keep={release.kind === "classic" ? props.keep : undefined}
      />
      <Tabs tabs={tabs} name={release.name} />
      <Live text={spoken(shown.columns)} />
      <Faults props={props} />
      {shown.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      <TabBody shown={shown} props={props} />
    </>
  );
}
