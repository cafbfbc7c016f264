import * as SDK from "azure-devops-extension-sdk";
import type { Bases } from "../../adapters/azure-devops/http.ts";
import { type Host, within } from "./host.ts";
import { readBuild, readOnBuildChanged } from "./read-build.ts";
import { routeKeys } from "./route.ts";

type Location = { getResourceAreaLocation: (area: string) => Promise<string | undefined> };
type Navigation = {
  getQueryParams: () => Promise<Record<string, string>>;
  setQueryParams: (parameters: Record<string, string>) => void;
  setDocumentTitle: (title: string) => void;
  navigate: (url: string) => void;
};
type Messages = { addToast: (toast: { duration: number; message: string }) => void };
type Layout = { openMessageDialog: (text: string, options: { title: string; showCancel: boolean }) => void };
type RunPage = { getBuildPageData: () => Promise<{ build?: unknown } | undefined> };
type PageData = { getProject: () => Promise<{ id: string; name: string } | undefined> };

const services = {
  location: "ms.vss-features.location-service",
  navigation: "ms.vss-features.host-navigation-service",
  messages: "ms.vss-tfs-web.tfs-global-messages-service",
  page: "ms.vss-tfs-web.tfs-page-data-service",
  layout: "ms.vss-features.host-page-layout-service",
  run: "ms.vss-build-web.build-page-data-service",
} as const;

/** Microsoft's ids of the areas whose addresses we need. */
const areas = {
  core: "79134c72-4a58-4b42-976c-04e7115f32bf",
  release: "efc2f575-36ef-48e9-b672-0c6fb4a48ac5",
  extensions: "6c2b0933-3600-42ae-bf8b-93d4f7e83594",
  identities: "8a3d49b8-91f0-46ef-b33d-dda338c25db3",
} as const;

const handshake = 5000;

async function bases(): Promise<Bases> {
  const location = await SDK.getService<Location>(services.location);
  const at = async (area: string): Promise<string | undefined> =>
    (await location.getResourceAreaLocation(area))?.replace(/\/+$/, "");
  const [core, release, extensions, identities] = await Promise.all([
    at(areas.core),
    at(areas.release),
    at(areas.extensions),
    at(areas.identities),
  ]);
  if (core === undefined) throw new Error("Azure DevOps did not tell the address of this organisation.");
  // On a Server everything lives at one address.
  return { core, release: release ?? core, extensions: extensions ?? core, identities: identities ?? core };
}

/** A part of what the handshake told: older pages leave it out, at which the SDK throws. */
function told<T>(read: () => T): Partial<T> {
  try {
    return read();
  } catch {
    return {};
  }
}

async function project(): Promise<{ id: string; name: string }> {
  const { project: own } = told(SDK.getWebContext);
  if (own) return own;
  const page = await SDK.getService<PageData>(services.page);
  const found = await page.getProject();
  if (!found) throw new Error("This page belongs to no project.");
  return found;
}

/** A host without the service is let pass: an address or a toast is no reason to fail. */
function quietly<T>(service: Promise<T>, act: (service: T) => void): void {
  service.then(act, () => undefined);
}

const navigation = (): Promise<Navigation> => SDK.getService<Navigation>(services.navigation);
const messages = (): Promise<Messages> => SDK.getService<Messages>(services.messages);

function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

async function query(): Promise<Record<string, string>> {
  const found = await (await navigation()).getQueryParams();
  return Object.fromEntries(Object.entries(found).map(([key, value]) => [key, asText(value)]));
}

/** A run's page calls back; where it does not know how to, its service is asked once. */
function onRun(listen: (id: number) => void): void {
  const heard = (build: unknown): void => {
    const id = readBuild(build)?.id;
    if (id !== undefined) listen(id);
  };
  const tell = readOnBuildChanged(SDK.getConfiguration());
  if (tell) tell(heard);
  else {
    quietly(
      SDK.getService<RunPage>(services.run).then((service) => service.getBuildPageData()),
      (data) => heard(data?.build),
    );
  }
}

/** Shakes hands with Azure DevOps. Rejects after five seconds: the page was opened outside of it then. */
export async function sdkHost(): Promise<Host> {
  await within(handshake, SDK.init({ loaded: false }).then(SDK.ready));
  return {
    contribution: SDK.getContributionId(),
    project: await within(handshake, project()),
    culture: told(SDK.getPageContext).globalization?.culture,
    bases,
    token: () => SDK.getAccessToken(),
    query: () => query().catch(() => ({})),
    setQuery: (wanted) =>
      quietly(navigation(), (service) =>
        service.setQueryParams(Object.fromEntries(routeKeys.map((key) => [key, wanted[key] ?? ""]))),
      ),
    title: (text) => quietly(navigation(), (service) => service.setDocumentTitle(text)),
    toast: (message) => quietly(messages(), (service) => service.addToast({ duration: 5000, message })),
    leave: (url) => quietly(navigation(), (service) => service.navigate(url)),
    say: (title, text) =>
      quietly(SDK.getService<Layout>(services.layout), (service) =>
        service.openMessageDialog(text, { title, showCancel: false }),
      ),
    onRun,
  };
}

/** The first paint is done: Azure DevOps may take its spinner away. */
export function painted(): void {
  SDK.notifyLoadSucceeded().catch(() => undefined);
}
