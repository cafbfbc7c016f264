import "./main.css";
import { type JSX, render } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Release } from "../core/model/release.ts";
import { FirstRunView } from "./first-run/first-run-view.tsx";
import { useFirstRun } from "./first-run/use-first-run.ts";
import { ReleasesView } from "./releases/releases-view.tsx";
import { useReleases } from "./releases/use-releases.ts";
import { Created } from "./shared/created.tsx";
import { BrokenPage, Guarded, ListFrame, OutsidePage, Starting } from "./shared/frame.tsx";
import type { Host } from "./shared/host.ts";
import { hubOf, type HubWorld } from "./shared/hub-of.ts";
import { ChangesContext, type Hub } from "./shared/hub.ts";
import { Later } from "./shared/later.tsx";
import { LinksContext } from "./shared/nav.tsx";
import { type Over, type Place, readRoute, type Route } from "./shared/route.ts";
import { painted, sdkHost } from "./shared/sdk-host.ts";
import { followTheme } from "./shared/theme.ts";
import { followCulture } from "./shared/time.ts";
import { useFocusOnPage, useRoute } from "./shared/use-route.ts";
import type { TurnoversOf } from "./train/train-page.tsx";

// What the first page does not need comes in one more file, fetched as soon as the first page stands.
const releasePage = () => import(/* webpackChunkName: "rest" */ "./release/release-page.tsx");
const deployPage = () => import(/* webpackChunkName: "rest" */ "./deploy/deploy-page.tsx");
const rollbackPage = () => import(/* webpackChunkName: "rest" */ "./rollback/rollback-page.tsx");
const newReleasePage = () => import(/* webpackChunkName: "rest" */ "./new-release/new-release-page.tsx");
const environmentsPage = () => import(/* webpackChunkName: "rest" */ "./environments/environments-page.tsx");
const calendarPage = () => import(/* webpackChunkName: "rest" */ "./calendar/calendar-page.tsx");
const connectionsPage = () => import(/* webpackChunkName: "rest" */ "./connections/connections-page.tsx");
const trainsPage = () => import(/* webpackChunkName: "trains" */ "./trains/trains-page.tsx");
const trainPage = () => import(/* webpackChunkName: "trains" */ "./train/train-page.tsx");
const turnoverPage = () => import(/* webpackChunkName: "trains" */ "./turnover/turnover-page.tsx");
const turnoversTab = () => import(/* webpackChunkName: "trains" */ "./turnover/turnovers-tab.tsx");
const runTabPage = () => import(/* webpackChunkName: "run-tab" */ "./run-tab/run-tab-page.tsx");
const settingsPage = () => import(/* webpackChunkName: "project-settings" */ "./settings/settings-page.tsx");

function ReleasesPage({ hub }: { hub: Hub }): JSX.Element {
  const props = useReleases(hub);
  const listed = props.list.kind === "loaded" ? props.list.value : undefined;
  // Who could not read everything cannot know that nothing was sealed.
  const whole = listed?.problems.length === 0 && !listed.unfinished ? listed.all : undefined;
  const [greet, close] = useFirstRun(hub, whole);
  useEffect(() => hub.title("Releases - Release Manager"), []);
  useEffect(() => {
    // A failure is told when the part is really asked for.
    if (listed) releasePage().catch(() => undefined);
  }, [listed === undefined]);
  return <ReleasesView {...props} welcome={greet ? <FirstRunView close={close} /> : undefined} />;
}

type Draw<Load extends () => Promise<unknown>> = (part: Awaited<ReturnType<Load>>) => JSX.Element;

function later<T>(key: string, load: () => Promise<T>, draw: (part: T) => JSX.Element): JSX.Element {
  return <Later key={key} load={load} draw={draw} />;
}

function turnoversOf(train: TurnoversOf): JSX.Element {
  return later("turnovers", turnoversTab, ({ TurnoversTab }) => <TurnoversTab {...train} />);
}

function pageOf(hub: Hub, { place, over }: Route): JSX.Element {
  switch (place.view) {
    case "release":
      return later(place.view, releasePage, ({ ReleasePage }) => (
        <ReleasePage key={place.id} hub={hub} place={place} />
      ));
    case "environments":
      return later(place.view, environmentsPage, ({ EnvironmentsPage }) => (
        <EnvironmentsPage hub={hub} place={place} over={over} />
      ));
    case "calendar":
      return later(place.view, calendarPage, ({ CalendarPage }) => <CalendarPage hub={hub} />);
    case "connections":
      return later(place.view, connectionsPage, ({ ConnectionsPage }) => (
        <ConnectionsPage hub={hub} group={place.group} />
      ));
    case "trains":
      return later(place.view, trainsPage, ({ TrainsPage }) => <TrainsPage hub={hub} over={over} />);
    case "train":
      return later(place.view, trainPage, ({ TrainPage }) => (
        <TrainPage key={place.train} hub={hub} place={place} turnovers={turnoversOf} />
      ));
    case "turnover":
      return later(place.view, turnoverPage, ({ TurnoverPage }) => (
        <TurnoverPage key={place.turnover} hub={hub} place={place} />
      ));
    default:
      return <ReleasesPage hub={hub} />;
  }
}

/** One thing has a page of its own; the lists share their frame. */
function isOneThing(place: Place): boolean {
  if (place.view === "connections") return place.group !== undefined;
  return place.view === "release" || place.view === "train" || place.view === "turnover";
}

function Page({ hub, route }: { hub: Hub; route: Route }): JSX.Element {
  const page = pageOf(hub, route);
  return isOneThing(route.place) ? page : <ListFrame place={route.place}>{page}</ListFrame>;
}

type PanelsProps = {
  hub: Hub;
  over: Over | undefined;
  close: () => void;
  started: (over: Extract<Over, { panel: "deploy" }>) => void;
  created: (release: Release) => void;
};

function Panels({ hub, over, close, started, created }: PanelsProps): JSX.Element | null {
  if (over?.panel === "deploy") {
    const draw: Draw<typeof deployPage> = ({ DeployPage }) => (
      <DeployPage hub={hub} over={over} close={close} started={() => started(over)} />
    );
    return <Later key="deploy" load={deployPage} close={close} draw={draw} />;
  }
  if (over?.panel === "rollback") {
    const draw: Draw<typeof rollbackPage> = ({ RollbackPage }) => (
      <RollbackPage hub={hub} over={over} close={close} />
    );
    return <Later key="rollback" load={rollbackPage} close={close} draw={draw} />;
  }
  if (over?.panel !== "new") return null;
  const draw: Draw<typeof newReleasePage> = ({ NewReleasePage }) => (
    <NewReleasePage hub={hub} over={over} close={close} created={created} />
  );
  return <Later key="new" load={newReleasePage} close={close} draw={draw} />;
}

type AppProps = HubWorld & { host: Host; first: Route };

/** The hub: where the reader is, what lies over it, and what was just done. */
function App({ hub: world, host, href, first, clock }: AppProps): JSX.Element {
  const [route, go] = useRoute(host, first);
  const [created, setCreated] = useState<Release>();
  const [changes, setChanges] = useState(0);
  const hub = useMemo<Hub>(() => ({ ...world, go }), [world, go]);
  const links = useMemo(() => ({ href, go }), [href, go]);
  const { place, over } = route;
  const main = useFocusOnPage(place);
  useEffect(() => {
    // What was counted by a wrong clock is counted again.
    void clock().then((wrong) => wrong && setChanges((count) => count + 1));
  }, []);
  const close = useCallback(() => go({ place }), [place]);
  const changed = (to: Place): void => {
    setChanges((count) => count + 1);
    go({ place: to });
  };
  return (
    <LinksContext.Provider value={links}>
      <ChangesContext.Provider value={changes}>
        <main class="page" ref={main} tabIndex={-1}>
          {created && <Created release={created} close={() => setCreated(undefined)} />}
          <Page hub={hub} route={route} />
        </main>
        <Panels
          hub={hub}
          over={over}
          close={close}
          started={({ id, task }) =>
            changed(task === undefined ? { view: "release", id, tab: "pipeline" } : place)
          }
          created={(release) => {
            setCreated(release);
            changed({ view: "releases" });
          }}
        />
      </ChangesContext.Provider>
    </LinksContext.Provider>
  );
}

/** The tab on the page of a run. Every other place is the hub's own page. */
function RunTab({ hub: world, host, href }: Omit<AppProps, "first">): JSX.Element {
  const [asked, setAsked] = useState<number>();
  const [created, setCreated] = useState<Release>();
  const [changes, setChanges] = useState(0);
  const go = useCallback((route: Route) => host.leave(href(route)), []);
  const hub = useMemo<Hub>(() => ({ ...world, go }), [world]);
  const links = useMemo(() => ({ href, go }), [href]);
  const close = useCallback(() => setAsked(undefined), []);
  const made = (release: Release): void => {
    setCreated(release);
    setChanges((count) => count + 1);
    close();
  };
  return (
    <LinksContext.Provider value={links}>
      <ChangesContext.Provider value={changes}>
        <main class="page">
          {created && <Created release={created} close={() => setCreated(undefined)} />}
          <Later
            load={runTabPage}
            draw={({ RunTabPage }) => <RunTabPage hub={hub} onRun={host.onRun} release={setAsked} />}
          />
        </main>
        <Panels
          hub={hub}
          over={asked === undefined ? undefined : { panel: "new", build: asked }}
          close={close}
          started={close}
          created={made}
        />
      </ChangesContext.Provider>
    </LinksContext.Provider>
  );
}

function draw(root: Element, page: JSX.Element): void {
  render(<Guarded>{page}</Guarded>, root);
}

async function open(root: Element, host: Host): Promise<void> {
  const [world, query] = await Promise.all([hubOf(host), host.query()]);
  if (host.contribution.endsWith(".settings")) {
    const settings: Hub = { ...world.hub, go: () => undefined };
    draw(root, <Later load={settingsPage} draw={({ SettingsPage }) => <SettingsPage hub={settings} />} />);
    return;
  }
  if (host.contribution.endsWith(".run-tab")) {
    draw(root, <RunTab {...world} host={host} />);
    return;
  }
  draw(root, <App {...world} host={host} first={readRoute(query)} />);
}

/** Draws the skeleton at once, tells Azure DevOps so before any data is asked for, and goes on from there. */
async function start(root: Element): Promise<void> {
  draw(root, <Starting />);
  const host = await sdkHost().catch(() => undefined);
  if (!host) {
    draw(root, <OutsidePage />);
    return;
  }
  followTheme(window);
  followCulture(host.culture);
  painted();
  await open(root, host).catch((error: unknown) =>
    draw(root, <BrokenPage error={error} retry={() => location.reload()} />),
  );
}

const root = document.getElementById("root");
if (root) void start(root);
