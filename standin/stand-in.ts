import { startOrganisation, type Organisation } from "./azure-devops/organisation.ts";
import { serveExtensionFiles, type ExtensionFiles } from "./host/extension-files.ts";
import { readExtensionPackage, type ExtensionPackage } from "./host/extension-package.ts";
import type { HostConfig } from "./host/host-config.ts";
import { hostPages, startAddress } from "./host/host-pages.ts";
import { lockFolder } from "./lock.ts";
import type { World } from "./azure-devops/world.ts";
import { startTargets, type Targets } from "./targets/start-targets.ts";
import { contoso } from "./worlds/contoso.ts";

/** Ports of the parts. 0 is a free one. */
export type Ports = Readonly<{
  page: number;
  files: number;
  entra: number;
  dataverse: readonly number[];
  /** The resource manager's, then each site's followed by its slot's. Absent: free ones. */
  appservice?: readonly number[];
}>;

/** Where `npm start` is found. */
export const usualPorts: Ports = {
  page: 8080,
  files: 8081,
  entra: 8440,
  dataverse: [8441, 8442, 8443, 8444],
  appservice: [8450, 8451, 8452, 8453, 8454, 8455, 8456],
};

/** For tests, and for everything that must not get into the way of `npm start`. */
export const freePorts: Ports = { page: 0, files: 0, entra: 0, dataverse: [0, 0, 0, 0] };

/** What the stand-in is started with. */
export type StandInOptions = Readonly<{
  /** The package to install. */
  vsix: string;
  /** Everything that is kept. One stand-in at a time uses it. */
  folder: string;
  ports: Ports;
  /** A file for the exchanges that were not provoked. */
  record?: string;
  /** Divides the waiting times of the agent's protocol. */
  timeScale?: number;
  /** Another organisation than the sample one. */
  world?: World;
  /** One address for everything and nothing newer than 7.0, as on Azure DevOps Server. */
  serverMode?: boolean;
  tell: (line: string) => void;
}>;

/** A small Azure DevOps with our extension in it. */
export type StandIn = Readonly<{
  /** `http://127.0.0.1:8080` */
  address: string;
  /** Where a person begins. */
  startPage: string;
  config: HostConfig;
  organisation: Organisation;
  targets: Targets;
  stop: () => Promise<void>;
}>;

/** Starts everything; the first time, the sample's history is made. */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const undo: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const started = await startParts(options, undo);
    return { ...started, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(
  options: StandInOptions,
  undo: (() => Promise<void>)[],
): Promise<Omit<StandIn, "stop">> {
  const { folder, ports, vsix, tell } = options;
  undo.push((await lockFolder(folder)).release);
  const extension = await readExtensionPackage(vsix);
  const targets = await startTargets({ folder, ports });
  undo.push(targets.stop);
  const files = await serveExtensionFiles(extension, ports.files);
  undo.push(files.stop);
  const organisation = await startWith(options, targets);
  undo.push(organisation.stop);
  trustConnections(organisation, targets);
  const config = configOf(organisation, extension, files);
  organisation.mount(await hostPages(() => config));
  if (organisation.fresh) {
    tell("Making the sample organisation's history: builds and releases really run …");
    importsTake(targets, 300);
    await organisation.makeHistory();
  }
  importsTake(targets, 2500);
  const address = organisation.origin;
  return { address, startPage: `${address}${startAddress(config)}`, config, organisation, targets };
}

/** What a person watches goes on for a while; history is made as fast as it can be. */
function importsTake(targets: Targets, importMilliseconds: number): void {
  for (const { name: at } of targets.dataverse) targets.misbehave({ at, behaviour: { importMilliseconds } });
}

/** What a person does in Entra who makes a service connection with workload identity: whoever it names is trusted there. */
function trustConnections({ state, identities }: Organisation, { trusts }: Targets): void {
  for (const { authorization } of state.connections) {
    const { serviceprincipalid: client, workloadIdentityFederationSubject: subject } =
      authorization.parameters;
    if (typeof client !== "string" || typeof subject !== "string") continue;
    const { issuer, publicKey: key } = identities();
    (trusts.federations[client] ??= []).push({ issuer, subject, key });
  }
}

function startWith(
  { folder, ports, vsix, record, timeScale, world = contoso, serverMode = false, tell }: StandInOptions,
  targets: Targets,
): Promise<Organisation> {
  const { entra, dataverse, appservice, caFile, knownClients: clients } = targets;
  return startOrganisation({
    world,
    serverMode,
    folder,
    vsix,
    port: ports.page,
    node: { 20: process.execPath },
    targets: { entra, dataverse, appservice, caFile, clients },
    log: tell,
    ...(record === undefined ? {} : { record }),
    ...(timeScale === undefined ? {} : { timeScale }),
  });
}

function configOf(
  { origin, state, tokenOf, options }: Organisation,
  extension: ExtensionPackage,
  files: ExtensionFiles,
): HostConfig {
  const { publisher, id, version, contributions } = extension;
  const { organisation, project, people } = state;
  const base = (path: string): string =>
    `${origin}${options.serverMode === true ? "" : path}/${organisation.name}/`;
  return {
    organisation: { ...organisation },
    project: { ...project },
    bases: {
      core: base(""),
      release: base("/rm"),
      extensionManagement: base("/em"),
      identities: base("/ps"),
    },
    people: people.map((person) => ({
      id: person.id,
      name: person.name,
      role: person.role,
      token: tokenOf(person.id),
    })),
    extension: { publisher, id, version, baseUri: files.baseUri, contributions },
    control: `${origin}/_control/`,
  };
}
