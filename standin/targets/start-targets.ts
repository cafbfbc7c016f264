import { join } from "node:path";
import { usualBehaviour } from "./behaviour.ts";
import type { Behaviour, Misbehaviour } from "./behaviour.ts";
import { openShelf } from "./books.ts";
import type { OperationRow, OrganisationBook, SolutionRow } from "./books.ts";
import { certificatesIn } from "./certificates.ts";
import { answerDataverse } from "./dataverse.ts";
import { entraOf } from "./entra.ts";
import { environmentNames, knownClients, organisations } from "./known.ts";
import type { EnvironmentName, KnownClient } from "./known.ts";
import { guidOf, install, nextId, operationTypes, settle } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import { startWeb } from "./web.ts";
import type { LoggedRequest, Web } from "./web.ts";

/** Where and how the stand-ins for Entra and Dataverse run. */
export type TargetsOptions = Readonly<{
  /** For `tls/` and `targets.json`. */
  folder: string;
  /** Absent: free ports. Dataverse's in the order dev, uat, prod, spare. */
  ports?: Readonly<{ entra: number; dataverse: readonly number[] }>;
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
  dataverse: readonly RunningOrganisation[];
  /** What callers must trust: handed to tasks as `AGENT_CAINFO`. */
  caFile: string;
  knownClients: readonly KnownClient[];
  /** What an organisation holds now. */
  book: (name: EnvironmentName) => OrganisationBook;
  installed: (name: EnvironmentName) => readonly SolutionRow[];
  requests: (at: "entra" | EnvironmentName) => readonly LoggedRequest[];
  misbehave: (order: Misbehaviour) => void;
  /** Every habit back to the usual one. */
  behave: () => void;
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

/** Starts the stand-ins for Entra and for four Dataverse organisations, over https on this machine. */
export async function startTargets(options: TargetsOptions): Promise<Targets> {
  const certificates = await certificatesIn(join(options.folder, "tls"));
  const shelf = openShelf(join(options.folder, "targets.json"));
  const now = options.now ?? Date.now;
  const milliseconds = options.importMilliseconds ?? 300;
  const urls: string[] = [];
  const entra = entraOf({
    clients: knownClients,
    resources: () => urls,
    tokenSeconds: () => options.tokenSeconds ?? 3600,
    now,
  });
  const webs: Web[] = [];
  const start = async (
    name: string,
    port: number | undefined,
    answer: Parameters<typeof startWeb>[0]["answer"],
  ): Promise<Web> => {
    const web = await startWeb({ name, port: port ?? 0, certificates, answer });
    webs.push(web);
    return web;
  };
  const running: { organisation: Organisation; web: Web }[] = [];
  try {
    const desk = await start("Entra", options.ports?.entra, entra.answer);
    for (const [index, name] of environmentNames.entries()) {
      const organisation: Organisation = {
        environment: name,
        ...organisations[name],
        book: shelf.books[name],
        behaviour: usualBehaviour(milliseconds),
        now,
        save: shelf.save,
      };
      const web = await start(`Dataverse ${name}`, options.ports?.dataverse[index], (asked, self) =>
        answerDataverse(organisation, asked, self, entra.check),
      );
      urls.push(web.url);
      running.push({ organisation, web });
    }
    shelf.save();
    return targetsOf({ desk, running, webs, certificates, revoke: entra.revoke, milliseconds });
  } catch (error) {
    await Promise.all(webs.map((web) => web.stop()));
    throw error;
  }
}

type Everything = Readonly<{
  desk: Web;
  running: readonly Readonly<{ organisation: Organisation; web: Web }>[];
  webs: readonly Web[];
  certificates: Readonly<{ caFile: string }>;
  revoke: () => void;
  milliseconds: number;
}>;

function targetsOf(all: Everything): Targets {
  const at = (name: EnvironmentName): Everything["running"][number] => {
    const found = all.running.find(({ organisation }) => organisation.environment === name);
    if (!found) throw new Error(`There is no organisation '${name}'.`);
    settle(found.organisation);
    return found;
  };
  const web = (name: "entra" | EnvironmentName): Web => (name === "entra" ? all.desk : at(name).web);
  return {
    entra: all.desk.url,
    dataverse: all.running.map(({ organisation, web: { url } }) => ({
      name: organisation.environment,
      url,
      organisationId: organisation.id,
      organisationName: organisation.name,
    })),
    caFile: all.certificates.caFile,
    knownClients,
    book: (name) => at(name).organisation.book,
    installed: (name) => at(name).organisation.book.solutions,
    requests: (name) => web(name).requests,
    misbehave: ({ at: name, troubles, behaviour }) => {
      web(name).troubles.add(troubles ?? []);
      if (behaviour && name !== "entra") change(at(name).organisation.behaviour, behaviour);
    },
    behave: () => {
      for (const { organisation } of all.running)
        change(organisation.behaviour, usualBehaviour(all.milliseconds));
    },
    plant: (name, solution) => {
      install(at(name).organisation, solution.uniqueName, solution);
      at(name).organisation.save();
    },
    startForeignImport: (name, uniqueName, milliseconds) =>
      foreignImport(at(name).organisation, uniqueName, milliseconds),
    revokeTokens: all.revoke,
    stop: async () => {
      await Promise.all(all.webs.map((each) => each.stop()));
    },
  };
}

function change(behaviour: Behaviour, to: Readonly<Partial<Behaviour>>): void {
  Object.assign(behaviour, to);
}

function foreignImport(organisation: Organisation, uniqueName: string, milliseconds: number): void {
  const now = organisation.now();
  const row: OperationRow = {
    asyncoperationid: nextId(organisation),
    name: uniqueName,
    operationtype: operationTypes.import,
    createdby: guidOf("somebody else"),
    createdon: now,
    finishes: now + milliseconds,
    settled: false,
    effect: { kind: "nothing" },
  };
  organisation.book.operations.push(row);
}
