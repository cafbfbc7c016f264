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
import { hubOf } from "./shared/hub-of.ts";
import { ChangesContext, type Hub } from "./shared/hub.ts";
import { Later } from "./shared/later.tsx";
import { type Links, LinksContext } from "./shared/nav.tsx";
import { type Over, type Place, readRoute, type Route } from "./shared/route.ts";
import { painted, sdkHost } from "./shared/sdk-host.ts";
import { followTheme } from "./shared/theme.ts";
import { useFocusOnPage, useRoute } from "./shared/use-route.ts";

// What the first page does not need comes in one more file, fetched as soon as the first page stands.
const releasePage = () => import(/* webpackChunkName: "rest" */ "./release/release-page.tsx");
const deployPage = () => import(/* webpackChunkName: "rest" */ "./deploy/deploy-page.tsx");
const rollbackPage = () => import(/* webpackChunkName: "rest" */ "./rollback/rollback-page.tsx");
const newReleasePage = () => import(/* webpackChunkName: "rest" */ "./new-release/new-release-page.tsx");
const environmentsPage = () => import(/* webpackChunkName: "rest" */ "./environments/environments-page.tsx");
const calendarPage = () => import(/* webpackChunkName: "rest" */ "./calendar/calendar-page.tsx");
const connectionsPage = () => import(/* webpackChunkName: "rest" */ "./connections/connections-page.tsx");
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

function Page({ hub, route }: { hub: Hub; route: Route }): JSX.Element {
  const { place, over } = route;
  if (place.view === "release") {
    return (
      <Later
        key="release"
        load={releasePage}
        draw={({ ReleasePage }) => <ReleasePage key={place.id} hub={hub} place={place} />}
      />
    );
  }
  if (place.view === "environments") {
    return (
      <ListFrame place={place}>
        <Later
          key="environments"
          load={environmentsPage}
          draw={({ EnvironmentsPage }) => <EnvironmentsPage hub={hub} place={place} over={over} />}
        />
      </ListFrame>
    );
  }
  if (place.view === "calendar") {
    return (
      <ListFrame place={place}>
        <Later key="calendar" load={calendarPage} draw={({ CalendarPage }) => <CalendarPage hub={hub} />} />
      </ListFrame>
    );
  }
  if (place.view === "connections") {
    const page = (
      <Later
        key="connections"
        load={connectionsPage}
        draw={({ ConnectionsPage }) => <ConnectionsPage hub={hub} group={place.group} />}
      />
    );
    return place.group === undefined ? <ListFrame place={place}>{page}</ListFrame> : page;
  }
  return (
    <ListFrame place={place}>
      <ReleasesPage hub={hub} />
    </ListFrame>
  );
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
    return (
      <Later
        key="deploy"
        load={deployPage}
        close={close}
        draw={({ DeployPage }) => (
          <DeployPage hub={hub} over={over} close={close} started={() => started(over)} />
        )}
      />
    );
  }
  if (over?.panel === "rollback") {
    return (
      <Later
        key="rollback"
        load={rollbackPage}
        close={close}
        draw={({ RollbackPage }) => <RollbackPage hub={hub} over={over} close={close} />}
      />
    );
  }
  if (over?.panel !== "new") return null;
  return (
    <Later
      key="new"
      load={newReleasePage}
      close={close}
      draw={({ NewReleasePage }) => <NewReleasePage hub={hub} over={over} close={close} created={created} />}
    />
  );
}

type AppProps = { world: Omit<Hub, "go">; host: Host; href: Links["href"]; first: Route };

/** The hub: where the reader is, what lies over it, and what was just done. */
function App({ world, host, href, first }: AppProps): JSX.Element {
  const [route, go] = useRoute(host, first);
  const [created, setCreated] = useState<Release>();
  const [changes, setChanges] = useState(0);
  const hub = useMemo<Hub>(() => ({ ...world, go }), [world, go]);
  const links = useMemo(() => ({ href, go }), [href, go]);
  const { place, over } = route;
  const main = useFocusOnPage(place);
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
          started={({ id }) => changed({ view: "release", id, tab: "pipeline" })}
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
function RunTab({ world, host, href }: Omit<AppProps, "first">): JSX.Element {
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
  const [{ hub, href }, query] = await Promise.all([hubOf(host), host.query()]);
  if (host.contribution.endsWith(".settings")) {
    const settings: Hub = { ...hub, go: () => undefined };
    draw(root, <Later load={settingsPage} draw={({ SettingsPage }) => <SettingsPage hub={settings} />} />);
    return;
  }
  if (host.contribution.endsWith(".run-tab")) {
    draw(root, <RunTab world={hub} host={host} href={href} />);
    return;
  }
  draw(root, <App world={hub} host={host} href={href} first={readRoute(query)} />);
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
  painted();
  await open(root, host).catch((error: unknown) =>
    draw(root, <BrokenPage error={error} retry={() => location.reload()} />),
  );
}

const root = document.getElementById("root");
if (root) void start(root);
