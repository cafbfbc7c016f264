import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { OutLink, RouteLink } from "../shared/nav.tsx";
import { Live, PageHeader, Tabs } from "../shared/page.tsx";
import { Banner, FailureBanner, Pill, Skeleton } from "../shared/pieces.tsx";
import { home, type ReleaseTab } from "../shared/route.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { ActsView, AttemptsView } from "./attempts-view.tsx";
import { CardsView } from "./cards-view.tsx";
import { FactsView } from "./facts-view.tsx";
import { QuestionView } from "./question-view.tsx";
import type { Shown } from "./shown.ts";
import { Toolbar } from "./toolbar-view.tsx";
import { ArtefactsView, RecordView, VariablesView } from "./tabs-view.tsx";
import type { Acts } from "./use-acts.ts";

export type ReleaseViewProps = Readonly<{
  shown: Loaded<Shown>;
  tab: ReleaseTab;
  now: number;
  acts: Acts;
  closeFault: () => void;
  verify: () => void;
  verifying: Acting;
  cannotVerify?: string;
  reload: () => void;
}>;

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
          <CardsView
            columns={shown.columns}
            acts={props.acts.cards}
            releaseName={release.name}
            now={props.now}
          />
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
      {props.acts.acting.kind === "failed" && (
        <FailureBanner report={props.acts.acting.report} retry={props.closeFault} />
      )}
    </>
  );
}

function Missing({ shown }: { shown: Shown }): JSX.Element | null {
  if (shown.missing.length === 0) return null;
  return (
    <Banner sign="note">
      <b>This run is for looking only.</b> {shown.missing.join(" ")}{" "}
      <OutLink to={shown.docs}>How to add them</OutLink>
    </Banner>
  );
}

function Asked({ shown, props }: { shown: Shown; props: ReleaseViewProps }): JSX.Element | null {
  const { asked, answering, answer, close } = props.acts;
  if (!asked) return null;
  return (
    <QuestionView
      question={asked}
      release={shown.release}
      now={props.now}
      acting={answering}
      answer={(given) => answer(shown.release, given)}
      close={close}
    />
  );
}

/** What is said of the release. Azure DevOps keeps it of classic releases only. */
function Words({ shown, acts }: { shown: Shown; acts: Acts }): JSX.Element {
  const { title, release, standing } = shown;
  const { description } = release;
  return (
    <>
      {title !== "" && <p class="description">{title}</p>}
      {(description !== "" || release.kind === "classic") && (
        <p class="description">
          {description}{" "}
          {release.kind === "classic" && (
            <Button
              subtle
              because={standing.uneditable}
              act={() => acts.cards.ask({ kind: "describe", description })}
            >
              Edit description
            </Button>
          )}
        </p>
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
        beside={
          <>
            <Pill>{release.pipeline.name}</Pill>
            {shown.standing.archived && <Pill>Archived</Pill>}
          </>
        }
      >
        <Toolbar shown={shown} acts={props.acts} reload={props.reload} />
      </PageHeader>
      <Words shown={shown} acts={props.acts} />
      <FactsView
        facts={shown.facts}
        guard={shown.standing.guard}
        buildUrl={shown.buildUrl}
        now={props.now}
        keep={release.kind === "classic" ? () => props.acts.keep(release) : undefined}
      />
      <Tabs tabs={tabs} name={release.name} />
      <Live text={spoken(shown.columns)} />
      <Faults props={props} />
      {shown.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      <Missing shown={shown} />
      <TabBody shown={shown} props={props} />
      <Asked shown={shown} props={props} />
    </>
  );
}
