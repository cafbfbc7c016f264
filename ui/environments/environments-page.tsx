import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { type Instant, instant } from "../../core/model/instant.ts";
import { sameName } from "../../core/model/ordinal.ts";
import type { Hub } from "../shared/hub.ts";
import type { Over, Place } from "../shared/route.ts";
import { fieldMoment, fieldText } from "../shared/time.ts";
import { filtered, noFilter } from "./environments.ts";
import { EnvironmentsView, type Shown } from "./environments-view.tsx";
import { momentFault } from "./moment.ts";
import type { MomentProps } from "./moment-bar.tsx";
import { PanelView } from "./panel-view.tsx";
import { type Drawn, useEnvironments } from "./use-environments.ts";
import { usePanel } from "./use-panel.ts";

type EnvironmentsPlace = Extract<Place, { view: "environments" }>;
type Closer = Extract<Over, { panel: "environment" }>;
type PageProps = { hub: Hub; place: EnvironmentsPlace; over: Over | undefined };

/** The moment in the address, and the one that is being typed. */
function useMoment(hub: Hub, place: EnvironmentsPlace, shown: Instant | undefined): MomentProps {
  const now = hub.now();
  const [draft, setDraft] = useState(fieldText(place.at));
  const [fault, setFault] = useState<string>();
  useEffect(() => {
    setDraft(fieldText(place.at));
    setFault(place.at === undefined ? undefined : momentFault(place.at, hub.now()));
  }, [place.at]);
  const pick = (at: Instant | undefined): void => {
    setFault(undefined);
    setDraft(fieldText(at));
    if (at !== place.at) hub.go({ place: { view: "environments", ...(at === undefined ? {} : { at }) } });
  };
  const show = (): void => {
    const typed = fieldMoment(draft);
    const at = typed === undefined ? undefined : instant(typed);
    const why = at === undefined ? undefined : momentFault(at, now);
    if (why === undefined) pick(at);
    else setFault(why);
  };
  return { at: shown, now, draft, setDraft, fault, show, pick };
}

function unusedOf({ history, columns }: Drawn): readonly string[] {
  const names = history.environments.map(({ name }) => name);
  return names.filter((name) => !columns.some((column) => sameName(column.name, name)));
}

type LookProps = {
  hub: Hub;
  drawn: Drawn;
  over: Closer;
  at: Instant | undefined;
  close: () => void;
  readBackTo: (since: Instant) => void;
};

function CloserLook({ hub, ...place }: LookProps): JSX.Element {
  return <PanelView {...usePanel(hub, place)} />;
}

/** What is where, now or at an earlier moment, and a closer look at one place. */
export function EnvironmentsPage({ hub, place, over }: PageProps): JSX.Element {
  const { drawn, reload, readBackTo, at } = useEnvironments(hub, place.at);
  const [filter, setFilter] = useState(noFilter);
  const moment = useMoment(hub, place, at);
  useEffect(() => hub.title("Environments - Release Manager"), []);
  const all = drawn.kind === "loaded" ? drawn.value.rows : undefined;
  const rows = useMemo(() => filtered(all ?? [], filter), [all, filter]);
  const shown = ({ columns, problems, known, ...rest }: Drawn): Shown => ({
    columns,
    rows,
    all: rest.rows.length,
    problems,
    known,
    unused: known.unfinished ? [] : unusedOf({ columns, problems, known, ...rest }),
  });
  return (
    <>
      <EnvironmentsView
        shown={drawn.kind === "loaded" ? { ...drawn, value: shown(drawn.value) } : drawn}
        moment={moment}
        filter={filter}
        setFilter={setFilter}
        reload={reload}
        readBackTo={readBackTo}
        closer={(environment, row) => ({
          place,
          over: { panel: "environment", environment, ...(row === undefined ? {} : { row }) },
        })}
      />
      {over?.panel === "environment" && drawn.kind === "loaded" && (
        <CloserLook
          hub={hub}
          drawn={drawn.value}
          over={over}
          at={at}
          close={() => hub.go({ place })}
          readBackTo={readBackTo}
        />
      )}
    </>
  );
}
