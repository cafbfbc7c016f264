import type { Browser, Frame } from "playwright-core";
import type * as Sdk from "azure-devops-extension-sdk";
import { openProbe, startProbeHost, type Probe, type ProbeHost } from "./browser-host.ts";
import { closePages, theBrowser } from "./the-browser.ts";

/** A service as the extension sees it: every method answers later. */
export type Service = Record<string, (...args: unknown[]) => Promise<unknown>>;

declare const SDK: typeof Sdk;

/** The ids of the services that the host offers. */
export const serviceIds = {
  project: "ms.vss-tfs-web.tfs-page-data-service",
  location: "ms.vss-features.location-service",
  data: "ms.vss-features.extension-data-service",
  navigation: "ms.vss-features.host-navigation-service",
  layout: "ms.vss-features.host-page-layout-service",
  messages: "ms.vss-tfs-web.tfs-global-messages-service",
  buildPage: "ms.vss-build-web.build-page-data-service",
} as const;

/** Calls one method of one service, as an extension does. */
export function call(frame: Frame, service: string, method: string, ...args: unknown[]): Promise<unknown> {
  return frame.evaluate(
    async ([id, name, params]) => {
      try {
        const got = await SDK.getService<object>(id);
        return await (got as Service)[name]?.(...params);
      } catch (error) {
        throw new Error((error as Error).message);
      }
    },
    [service, method, args] as const,
  );
}

/** Before the tests of a suite: a browser and a host. Before each of them: the probe's page, anew. */
export function probeForEach(query: string, init: boolean): { host: () => ProbeHost; probe: () => Probe } {
  const state: { browser?: Browser; host?: ProbeHost; probe?: Probe } = {};
  before(async () => {
    [state.browser, state.host] = await Promise.all([theBrowser(), startProbeHost()]);
  });
  after(async () => {
    await closePages();
    await state.host?.close();
  });
  beforeEach(async () => {
    if (!state.browser || !state.host) throw new Error("not started");
    state.host.asked.length = 0;
    state.host.answers.clear();
    state.probe = await openProbe(state.browser, state.host, query);
    if (init) await state.probe.frame.evaluate(() => SDK.init({ loaded: false }));
  });
  afterEach(() => state.probe?.context.close());
  return { host: () => started(state.host), probe: () => started(state.probe) };
}

function started<T>(thing: T | undefined): T {
  if (thing === undefined) throw new Error("not started");
  return thing;
}
