import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { identityIssuer, type IdentityIssuer } from "../targets/identity-issuer.ts";
import type { Base } from "./http/router.ts";
import { callersOf } from "./people/callers.ts";
import { basePaths } from "./site.ts";
import type { Site } from "./site.ts";
import { movableClock } from "./state/clock.ts";
import type { State } from "./state/state.ts";
import { openStore } from "./state/store.ts";
import type { Store } from "./state/store.ts";
import { openVault } from "./state/vault.ts";
import type { VaultContent } from "./state/vault.ts";
import type { InstalledTask, OrganisationTargets, World } from "./world.ts";

type Parts = Readonly<{
  world: World;
  folder: string;
  serverMode?: boolean;
  targets?: OrganisationTargets;
  log: (line: string) => void;
  origin: () => string;
  task: (name: string) => InstalledTask;
}>;

/** The site upon its files. */
export type OpenedSite = Readonly<{
  site: Site;
  /** Where there was no state: the world's furniture. Once the address is known. */
  furnish: () => void;
  /** Away with everything, and the furniture anew. Tokens stay. */
  refurnish: () => void;
  save: () => void;
}>;

/** Opens `state.json` and `vault.json`, or begins them. */
export function openSite(parts: Parts): OpenedSite {
  const { world, folder, targets, task } = parts;
  const store = openStore<State>(join(folder, "state.json"), 0o644, () => emptyState(world));
  const vaultStore = openStore<VaultContent>(join(folder, "vault.json"), 0o600, () => ({
    secrets: {},
    tokens: {},
  }));
  // A state that an older stand-in wrote lacks what came since.
  if (store.found) store.replace({ ...emptyState(world), ...store.value });
  const site = siteOf(parts, store, vaultStore);
  const save = (): void => {
    store.save();
    vaultStore.save();
  };
  const refurnish = (): void => {
    const { secrets } = vaultStore.value;
    store.replace(emptyState(world));
    for (const name of Object.keys(secrets)) Reflect.deleteProperty(secrets, name);
    store.value.origin = parts.origin();
    world.furnish({ site, task, folder, ...(targets === undefined ? {} : { targets }) });
    save();
  };
  const furnish = (): void => {
    if (!store.found) refurnish();
    else moveTo(store, parts.origin());
  };
  return { site, furnish, refurnish, save };
}

function siteOf(parts: Parts, store: Store<State>, vaultStore: Store<VaultContent>): Site {
  const { world, folder, log, targets } = parts;
  const state = store.value;
  const address = (base: Base): string => {
    const path = parts.serverMode === true ? "" : basePaths[base];
    return `${parts.origin()}${path}/${state.organisation.name}`;
  };
  return {
    state,
    changed: store.changed,
    vault: openVault(vaultStore),
    clock: movableClock(state, store.changed),
    callers: callersOf({
      people: world.people,
      tokens: vaultStore.value.tokens,
      organisation: world.organisation.name,
      project: world.project.name,
      url: () => address("core"),
      newToken: () => randomUUID().replaceAll("-", ""),
    }),
    identities: once(() => identityIssuer(state.organisation.id)),
    serverMode: parts.serverMode ?? false,
    ...(targets === undefined ? {} : { caFile: targets.caFile }),
    storage: join(folder, "storage"),
    address,
    next: (counter) => {
      state.counters[counter] = (state.counters[counter] ?? 0) + 1;
      return state.counters[counter];
    },
    log,
  };
}

/** A key takes a moment to make, and most organisations never need it. */
function once(make: () => IdentityIssuer): () => IdentityIssuer {
  let made: IdentityIssuer | undefined;
  return () => (made ??= make());
}

/** With a free port, the address is another one at every start. */
function moveTo(store: Store<State>, origin: string): void {
  const before = store.value.origin;
  if (before === origin) return;
  const moved = JSON.stringify(store.value).replaceAll(before, origin);
  store.replace(JSON.parse(moved) as State);
}

function emptyState(world: World): State {
  return {
    schema: 1,
    historyMade: world.history === undefined,
    historyBegun: false,
    clockOffset: 0,
    counters: {},
    origin: "",
    organisation: world.organisation,
    project: world.project,
    people: world.people,
    build: { definitions: [], builds: [], timelines: [], logs: [], artefacts: [], leases: [] },
    release: { definitions: [], releases: [] },
    environments: { environments: [], checks: [], suites: [], approvals: [], deployments: [], locks: [] },
    work: { items: [], queries: [], testRuns: [], pullRequests: [], denied: [] },
    groups: [],
    documents: [],
    pipelinePermissions: [],
    connections: [],
    attachments: [],
  };
}
