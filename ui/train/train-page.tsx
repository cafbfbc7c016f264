import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { TrainKnown } from "../../core/acts/open-train.ts";
import { FormPanel } from "../shared/form-panel.tsx";
import type { Hub } from "../shared/hub.ts";
import type { Place } from "../shared/route.ts";
import { releasesOf } from "../shared/train-known.ts";
import type { About, Taking } from "./about.ts";
import { gateCards } from "./gates.ts";
import { LedgerView } from "./ledger-view.tsx";
import { trainDesk } from "./perform.ts";
import { PlanView } from "./plan-view.tsx";
import { ReleasesView } from "./releases-view.tsx";
import { releasesShown } from "./releases.ts";
import { tabsOf } from "./tabs.ts";
import { timelineOf } from "./timeline.ts";
import { TimelineView } from "./timeline-view.tsx";
import { environmentsShown, headOf, milestonesShown } from "./train.ts";
import { TrainView } from "./train-view.tsx";
import { useLedger } from "./use-ledger.ts";
import { useNames } from "./use-names.ts";
import { useTrain } from "./use-train.ts";

type TrainPlace = Extract<Place, { view: "train" }>;

/** What the tab of turnovers gets, which another part of the hub draws. */
export type TurnoversOf = Readonly<{ hub: Hub; known: TrainKnown; reload: () => void }>;

type TrainPageProps = Readonly<{
  hub: Hub;
  place: TrainPlace;
  turnovers: (of: TurnoversOf) => JSX.Element;
}>;

function Ledger({ hub, about }: { hub: Hub; about: About }): JSX.Element {
  return <LedgerView {...useLedger(hub, about.known)} now={about.now} />;
}

type PartProps = { about: About; taking: Taking };

function Plan({ about, taking }: PartProps): JSX.Element {
  const parts = useMemo(
    () => ({
      gates: gateCards(about),
      milestones: milestonesShown(about),
      environments: environmentsShown(about),
    }),
    [about],
  );
  return <PlanView {...parts} now={about.now} taking={taking} />;
}

function Releases({ hub, about, taking }: PartProps & { hub: Hub }): JSX.Element {
  const names = useNames(hub, about);
  const shown = useMemo(() => releasesShown(about, names), [about, names]);
  return <ReleasesView shown={shown} now={about.now} taking={taking} />;
}

type TabProps = TrainPageProps & PartProps & { reload: () => void };

function TabOf({ hub, place, turnovers, about, taking, reload }: TabProps): JSX.Element {
  const { known, now } = about;
  switch (place.tab) {
    case "plan":
      return <Plan about={about} taking={taking} />;
    case "releases":
      return <Releases hub={hub} about={about} taking={taking} />;
    case "turnovers":
      return turnovers({ hub, known, reload });
    case "timeline":
      return (
        <TimelineView timeline={timelineOf(known.whole.train.value, releasesOf({ known }), now)} now={now} />
      );
    case "ledger":
      return <Ledger hub={hub} about={about} />;
  }
}

/** One release train: its plan, what travels on it, its turnovers, its timeline and its ledger. */
export function TrainPage(props: TrainPageProps): JSX.Element {
  const { hub, place } = props;
  const part = useTrain(hub, place.train);
  const { shown, acting, reload } = part;
  const about = shown.kind === "loaded" ? shown.value : undefined;
  const title = about ? `#${place.train} ${about.known.whole.train.value.title}` : `Train #${place.train}`;
  useEffect(() => hub.title(`${title} - Release Manager`), [title]);
  const taking = { take: part.take, isBusy: acting.kind === "pending" };
  return (
    <>
      <TrainView
        {...part}
        number={place.train}
        shown={
          shown.kind === "loaded"
            ? { ...shown, value: { head: headOf(shown.value), problems: shown.value.known.problems } }
            : shown
        }
        tabs={tabsOf(place)}
        now={hub.now()}
        taking={taking}
      >
        {about && <TabOf {...props} about={about} taking={taking} reload={reload} />}
      </TrainView>
      <FormPanel hub={hub} desk={trainDesk} orders={part} />
    </>
  );
}
