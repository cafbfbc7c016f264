import "./shared/tokens.css";
import "./shared/shared.css";
import "./shared/dialog.css";
import "./releases/releases.css";
import "./release/release.css";
import "./new-release/new-release.css";
import "./first-run/first-run.css";
import { type JSX, render } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { VariableGroup } from "../core/model/connection.ts";
import type { Release } from "../core/model/release.ts";
import { ConnectionsView } from "./connections/connections-view.tsx";
import { CloneView, EditView } from "./connections/form-view.tsx";
import { type Known, useConnections } from "./connections/use-connections.ts";
import { useClone, useEdit } from "./connections/use-forms.ts";
import { DeployView } from "./deploy/deploy-view.tsx";
import { useDeploy } from "./deploy/use-deploy.ts";
import { FirstRunView } from "./first-run/first-run-view.tsx";
import { useFirstRun } from "./first-run/use-first-run.ts";
import { NewReleaseView } from "./new-release/new-release-view.tsx";
import { useNewRelease } from "./new-release/use-new-release.ts";
import { ReleaseView } from "./release/release-view.tsx";
import { useRelease } from "./release/use-release.ts";
import { ReleasesView } from "./releases/releases-view.tsx";
import { useReleases } from "./releases/use-releases.ts";
import { SettingsView } from "./settings/settings-view.tsx";
import { useSettings } from "./settings/use-settings.ts";
import { BrokenPage, Guarded, ListFrame, OutsidePage, Starting } from "./shared/frame.tsx";
import type { Host } from "./shared/host.ts";
import { hubOf } from "./shared/hub-of.ts";
import { ChangesContext, type Hub } from "./shared/hub.ts";
import { type Links, LinksContext, RouteLink } from "./shared/nav.tsx";
import { Banner } from "./shared/pieces.tsx";
import { type Over, type Place, readRoute, type Route } from "./shared/route.ts";
import { painted, sdkHost } from "./shared/sdk-host.ts";
import { followTheme } from "./shared/theme.ts";
import { useRoute } from "./shared/use-route.ts";

function ReleasesPage({ hub }: { hub: Hub }): JSX.Element {
  const props = useReleases(hub);
  const [greet, close] = useFirstRun(hub, props.list.kind === "loaded" ? props.list.value.all : undefined);
  useEffect(() => hub.title("Releases - Release Manager"), []);
  return <ReleasesView {...props} welcome={greet ? <FirstRunView close={close} /> : undefined} />;
}

function ReleasePage({ hub, place }: { hub: Hub; place: Extract<Place, { view: "release" }> }): JSX.Element {
  const props = useRelease(hub, place);
  const name = props.shown.kind === "loaded" ? props.shown.value.release.name : undefined;
  useEffect(() => hub.title(`${name ?? "Release"} - Release Manager`), [name]);
  return <ReleaseView {...props} />;
}

type FormProps = { hub: Hub; group: VariableGroup; close: () => void; saved: () => void };

function CloneOver({ hub, group, known, ...ending }: FormProps & { known: Known }): JSX.Element {
  return <CloneView {...useClone(hub, group, known, ending)} />;
}

function EditOver({ hub, group, ...ending }: FormProps): JSX.Element {
  return <EditView {...useEdit(hub, group, ending)} />;
}

function ConnectionsPage({ hub, group }: { hub: Hub; group: number | undefined }): JSX.Element {
  const { view, known, over, close, saved } = useConnections(hub, group);
  useEffect(() => hub.title("Connections - Release Manager"), []);
  const form = { hub, close, saved };
  return (
    <>
      <ConnectionsView {...view} />
      {over?.act === "clone" && known && <CloneOver {...form} group={over.group} known={known} />}
      {over?.act === "edit" && <EditOver {...form} group={over.group} />}
    </>
  );
}

type DeployOverProps = { hub: Hub; over: Extract<Over, { panel: "deploy" }>; close: () => void; started: () => void };

function DeployOver({ hub, over, close, started }: DeployOverProps): JSX.Element {
  return <DeployView {...useDeploy(hub, { id: over.id, stage: over.stage, close, started })} />;
}

type NewOverProps = {
  hub: Hub;
  over: Extract<Over, { panel: "new" }>;
  close: () => void;
  created: (release: Release) => void;
};

function NewOver({ hub, over, close, created }: NewOverProps): JSX.Element {
  return <NewReleaseView {...useNewRelease(hub, { ...over, close, created })} />;
}

function Page({ hub, place }: { hub: Hub; place: Place }): JSX.Element {
  if (place.view === "release") return <ReleasePage key={place.id} hub={hub} place={place} />;
  if (place.view === "connections") {
    const page = <ConnectionsPage hub={hub} group={place.group} />;
    return place.group === undefined ? <ListFrame place={place}>{page}</ListFrame> : page;
  }
  return (
    <ListFrame place={place}>
      <ReleasesPage hub={hub} />
    </ListFrame>
  );
}

function Created({ release, close }: { release: Release; close: () => void }): JSX.Element {
  return (
    <Banner sign="ok" close={close}>
      Release{" "}
      <RouteLink to={{ place: { view: "release", id: release.id, tab: "pipeline" } }}>{release.name}</RouteLink> has
      been created.
    </Banner>
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
  const close = useCallback(() => go({ place }), [place]);
  const changed = (to: Place): void => {
    setChanges((count) => count + 1);
    go({ place: to });
  };
  return (
    <LinksContext.Provider value={links}>
      <ChangesContext.Provider value={changes}>
        <main class="page">
          {created && <Created release={created} close={() => setCreated(undefined)} />}
          <Page hub={hub} place={place} />
        </main>
        {over?.panel === "deploy" && (
          <DeployOver
            hub={hub}
            over={over}
            close={close}
            started={() => changed({ view: "release", id: over.id, tab: "pipeline" })}
          />
        )}
        {over?.panel === "new" && (
          <NewOver
            hub={hub}
            over={over}
            close={close}
            created={(release) => {
              setCreated(release);
              changed({ view: "releases" });
            }}
          />
        )}
      </ChangesContext.Provider>
    </LinksContext.Provider>
  );
}

function SettingsApp({ hub }: { hub: Hub }): JSX.Element {
  useEffect(() => hub.title("Release Manager settings"), []);
  return <SettingsView {...useSettings(hub)} />;
}

function draw(root: Element, page: JSX.Element): void {
  render(<Guarded>{page}</Guarded>, root);
}

async function open(root: Element, host: Host): Promise<void> {
  const [{ hub, href }, query] = await Promise.all([hubOf(host), host.query()]);
  if (host.contribution.endsWith(".settings")) {
    draw(root, <SettingsApp hub={{ ...hub, go: () => undefined }} />);
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
