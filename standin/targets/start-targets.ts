import { join } from "node:path";
import { scmAudience } from "./appservice/site-names.ts";
import { startAppService, type AppService } from "./appservice/start-appservice.ts";
import { usualBehaviour } from "./behaviour.ts";
import type { Misbehaviour } from "./behaviour.ts";
import { openShelf } from "./books.ts";
import type { OrganisationBook, SolutionRow } from "./books.ts";
import { certificatesIn } from "./certificates.ts";
import { noTrusts, type Trusts } from "./client-proof.ts";
import { answerDataverse } from "./dataverse.ts";
import { type Entra, entraOf } from "./entra.ts";
import { answerKeyVault, type VaultBook, vaultSuffix } from "./key-vault.ts";
import { environmentNames, knownClients, organisations } from "./known.ts";
import type { EnvironmentName, KnownClients } from "./known.ts";
import { guidOf, install, nextId, operationTypes, settle } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import { startWeb } from "./web.ts";
import type { LoggedRequest, Web, WebOptions } from "./web.ts";

/** Where and how the stand-ins for Entra and Dataverse run. */
export type TargetsOptions = Readonly<{
  /** For `tls/` and `targets.json`. */
  folder: string;
  /** Absent: free ports. Dataverse's in the order dev, uat, prod, spare. */
  ports?: Readonly<{ entra: number; dataverse: readonly number[]; appservice?: readonly number[] }>;
  /** How long an import takes; 300 where it is absent. */
  importMilliseconds?: number;
  tokenSeconds?: number;
  now?: () => number;
}>;

/** One organisation that runs. */
export type RunningOrganisation = Readonly<{
  name: EnvironmentName;
  url: string;
  organisationId: string;
  organisationName: string;
}>;

/** The stand-ins while they run. */
export type Targets = Readonly<{
  entra: string;
  /** What applications may prove themselves by, besides their secrets. */
  trusts: Trusts;
  /** Where all key vaults answer, whatever name below `vaultSuffix` they are called by; and what is in them, by name. */
  vault: string;
  vaults: Record<string, VaultBook>;
  dataverse: readonly RunningOrganisation[];
  appservice: AppService;
  /** What callers must trust: handed to tasks as `AGENT_CAINFO`. */
  caFile: string;
  knownClients: KnownClients;
  /** What an organisation holds now. */
  book: (name: EnvironmentName) => OrganisationBook;
  installed: (name: EnvironmentName) => readonly SolutionRow[];
  requests: (at: "entra" | EnvironmentName) => readonly LoggedRequest[];
  misbehave: (order: Misbehaviour) => void;
  /** Every habit back to the usual one. */
  behave: () => void;
  /** How many of the troubles that were ordered have come so far. */
  struck: () => number;
  /** Puts a solution there by another way than an import. */
  plant: (
    name: EnvironmentName,
    solution: Readonly<{ uniqueName: string; version: string; managed: boolean }>,
  ) => void;
  /** Somebody else's import, which runs for so long. */
  startForeignImport: (name: EnvironmentName, uniqueName: string, milliseconds: number) => void;
  /** Makes all tokens worthless. */
  revokeTokens: () => void;
  stop: () => Promise<void>;
}>;

/** Starts the stand-ins for Entra, Key Vault and four Dataverse organisations, over https on this machine. */
export async function startTargets(options: TargetsOptions): Promise<Targets> {
  const certificates = await certificatesIn(join(options.folder, "tls"));
  const { now = Date.now, tokenSeconds = 3600, importMilliseconds: milliseconds = 300 } = options;
  const running: Running[] = [];
  const trusts = noTrusts();
  const vaults: Record<string, VaultBook> = {};
  let appservice: AppService | undefined;
  const entra = entraOf({
    clients: knownClients,
    trusts,
    resources: () => resourcesOf(running, appservice),
    tokenSeconds: () => tokenSeconds,
    now,
  });
  const webs: Web[] = [];
  const open: Open = async (name, port, answer) => {
    const web = await startWeb({ name, port: port ?? 0, certificates, answer });
    webs.push(web);
    return web;
  };
  try {
    const desk = await open("Entra", options.ports?.entra, entra.answer);
    const keys = { vaults, check: entra.check, authority: () => desk.url };
    const vault = await open("Key Vault", undefined, (asked) => answerKeyVault(keys, asked));
    await openOrganisations(options, entra, open, running);
    appservice = await openSites(options, entra, open);
    const { revoke } = entra;
    const parts = { appservice, desk, vault, vaults, trusts, running, webs, certificates };
    return targetsOf({ ...parts, revoke, milliseconds });
  } catch (error) {
    await Promise.all(webs.map((web) => web.stop()));
    throw error;
  }
}

type Open = (name: string, port: number | undefined, answer: WebOptions["answer"]) => Promise<Web>;

/** What tokens are given for. */
function resourcesOf(running: readonly Running[], appservice: AppService | undefined): readonly string[] {
  const sites = appservice === undefined ? [] : [appservice.arm, scmAudience];
  return [...running.map(({ web }) => web.url), `https://${vaultSuffix}`, ...sites];
}

function openSites(options: TargetsOptions, { check }: Entra, open: Open): Promise<AppService> {
  const { folder, ports, now = Date.now } = options;
  const clients = [knownClients[0].clientId];
  const own = ports?.appservice === undefined ? {} : { ports: ports.appservice };
  return startAppService({ folder, open, check, clients, now, ...own });
}

async function openOrganisations(
  options: TargetsOptions,
  entra: Entra,
  open: Open,
  running: Running[],
): Promise<void> {
  const { now = Date.now, importMilliseconds = 300 } = options;
  const shelf = openShelf(join(options.folder, "targets.json"));
  for (const [index, environment] of environmentNames.entries()) {
    const behaviour = usualBehaviour(importMilliseconds);
    const book = shelf.books[environment];
    const own = { environment, ...organisations[environment], book, behaviour, now, save: shelf.save };
    const web = await open(`Dataverse ${environment}`, options.ports?.dataverse[index], (asked, self) =>
      answerDataverse(own, asked, self, entra.check),
    );
    running.push({ organisation: own, web });
  }
  shelf.save();
}

type Running = Readonly<{ organisation: Organisation; web: Web }>;

type Everything = Readonly<{
  appservice: AppService;
  desk: Web;
  vault: Web;
  vaults: Record<string, VaultBook>;
  trusts: Trusts;
  running: readonly Running[];
  webs: readonly Web[];
  certificates: Readonly<{ caFile: string }>;
  revoke: () => void;
  milliseconds: number;
}>;

function targetsOf(all: Everything): Targets {
  const at = (name: EnvironmentName): Organisation => runningAt(all, name).organisation;
  const web = (name: "entra" | EnvironmentName): Web =>
    name === "entra" ? all.desk : runningAt(all, name).web;
  return {
    entra: all.desk.url,
    trusts: all.trusts,
    vaults: all.vaults,
    vault: all.vault.url,
    appservice: all.appservice,
    dataverse: all.running.map(publicOf),
    caFile: all.certificates.caFile,
    knownClients,
    book: (name) => at(name).book,
    installed: (name) => at(name).book.solutions,
    requests: (name) => web(name).requests,
    misbehave: ({ at: name, troubles, behaviour }) => {
      web(name).troubles.add(troubles ?? []);
      if (behaviour && name !== "entra") Object.assign(at(name).behaviour, behaviour);
    },
    behave: () => behave(all),
    plant: (name, solution) => {
      install(at(name), solution.uniqueName, solution);
      at(name).save();
    },
    startForeignImport: (name, uniqueName, milliseconds) => foreignImport(at(name), uniqueName, milliseconds),
    struck: () => all.webs.reduce((sum, { troubles }) => sum + troubles.struck(), 0),
    revokeTokens: all.revoke,
    stop: async () => {
      await Promise.all(all.webs.map((each) => each.stop()));
    },
  };
}

function behave({ running, webs, appservice, milliseconds }: Everything): void {
  for (const { organisation } of running) {
    delete organisation.behaviour.importFailure;
    Object.assign(organisation.behaviour, usualBehaviour(milliseconds));
  }
  appservice.behave();
  for (const { troubles } of webs) troubles.clear();
}

function runningAt(all: Everything, name: EnvironmentName): Running {
  const found = all.running.find(({ organisation }) => organisation.environment === name);
  if (!found) throw new Error(`There is no organisation '${name}'.`);
  settle(found.organisation);
  return found;
}

function publicOf({ organisation, web }: Running): RunningOrganisation {
  const { environment, id, name } = organisation;
  return { name: environment, url: web.url, organisationId: id, organisationName: name };
}

function foreignImport(organisation: Organisation, uniqueName: string, milliseconds: number): void {
  const now = organisation.now();
  organisation.book.operations.push({
    asyncoperationid: nextId(organisation),
    name: uniqueName,
    operationtype: operationTypes.import,
    createdby: guidOf("somebody else"),
    createdon: now,
    finishes: now + milliseconds,
    settled: false,
    effect: { kind: "nothing" },
  });
}
