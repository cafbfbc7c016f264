import { Failure } from "../../../core/failure.ts";
import type { FailureReport } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { TargetIdentity } from "../../../core/model/target.ts";
import type { CurrentValues, ValueToSet } from "./deployment-settings.ts";
import type { DataverseApi } from "./dataverse-api.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import type { DataverseSettings, DataverseWorld } from "./dataverse-settings.ts";
import type { Installed, InstalledState } from "./decide-import.ts";
import {
  readOrganisationName,
  readReferences,
  readSolutions,
  readVariables,
  readWhoAmI,
} from "./read-dataverse.ts";
import type { SolutionContent } from "./read-solution.ts";
import { whyOf } from "./why.ts";
import type { Whom } from "./why.ts";

/** One environment that is being worked at: its Web API, what was ordered, and the world. */
export type Environment = Readonly<{
  api: DataverseApi;
  settings: DataverseSettings;
  world: DataverseWorld;
  whom: Whom;
}>;

/** Who we are there. */
export type Self = Readonly<{ userId: string; identity: TargetIdentity }>;

/** Asks who we are and which organisation answers: the guard against a wrong address. */
export async function whoAmI(environment: Environment): Promise<Self> {
  const { api } = environment;
  return reading(environment, "identified", async () => {
    const { userId, organisationId } = readWhoAmI(await api.get("WhoAmI"));
    if (userId === "" || organisationId === "") {
      throw new TargetRefusal("WhoAmI does not say who we are", {
        status: 200,
        code: "",
        requestId: "",
        call: "WhoAmI",
      });
    }
    const name = await organisationName(api);
    return { userId, identity: { id: `dataverse:${organisationId}`, name, url: api.origin } };
  });
}

/** The name is for people only: where it is not told, the host stands for it. */
async function organisationName(api: DataverseApi): Promise<string> {
  const host = new URL(api.origin).host;
  try {
    const type = "AccessType=Microsoft.Dynamics.CRM.EndpointAccessType'Default'";
    return (
      bounded(defuse(readOrganisationName(await api.get(`RetrieveCurrentOrganization(${type})`))), 200) ||
      host
    );
  } catch (error) {
    if (error instanceof TargetRefusal) return host;
    throw error;
  }
}

/** What is installed of the named solutions, their holding solutions included, by name in lower case. */
export async function installedOf(
  environment: Environment,
  names: readonly string[],
): Promise<ReadonlyMap<string, InstalledState>> {
  const both = names.flatMap((name) => [name, `${name}_Upgrade`]);
  const found = new Map<string, Installed>();
  for (const some of inPortions(both, 20)) {
    const filter = some.map((name) => `uniquename eq ${quoted(name)}`).join(" or ");
    const path = query("solutions", { $select: "solutionid,uniquename,version,ismanaged", $filter: filter });
    for (const [name, solution] of readSolutions(await environment.api.get(path))) found.set(name, solution);
  }
  return new Map(names.map((name) => [name.toLowerCase(), stateOf(name, found)]));
}

function stateOf(name: string, found: ReadonlyMap<string, Installed>): InstalledState {
  const solution = found.get(name.toLowerCase());
  const holding = found.get(`${name}_Upgrade`.toLowerCase());
  return { ...(solution ? { solution } : {}), ...(holding ? { holding } : {}) };
}

/** What the environment holds of a solution's environment variables and connection references. */
export async function currentValues({ api }: Environment, content: SolutionContent): Promise<CurrentValues> {
  const variables = [];
  for (const some of inPortions(content.variables, 15)) {
    const filter = some.map(({ schemaName }) => `schemaname eq ${quoted(schemaName)}`).join(" or ");
    const path = query("environmentvariabledefinitions", {
      $select: "environmentvariabledefinitionid,schemaname,defaultvalue",
      $filter: filter,
      $expand:
        "environmentvariabledefinition_environmentvariablevalue($select=environmentvariablevalueid,value)",
    });
    variables.push(...readVariables(await api.get(path)));
  }
  const references = [];
  for (const some of inPortions(content.references, 15)) {
    const filter = some
      .map(({ logicalName }) => `connectionreferencelogicalname eq ${quoted(logicalName)}`)
      .join(" or ");
    const select = "connectionreferenceid,connectionreferencelogicalname,connectionid";
    references.push(
      ...readReferences(await api.get(query("connectionreferences", { $select: select, $filter: filter }))),
    );
  }
  return { variables, references };
}

/** Sets values without an import: for a solution that is already there in this version. */
export async function setValues({ api }: Environment, values: readonly ValueToSet[]): Promise<void> {
  for (const value of values) {
    if (value.kind === "reference") {
      if (!value.current) continue;
      await api.patch(
        `connectionreferences(${value.current.id})`,
        JSON.stringify({ connectionid: value.connectionId }),
      );
      continue;
    }
    const { current } = value;
    const body = { value: value.value };
    if (current?.value)
      await api.patch(`environmentvariablevalues(${current.value.id})`, JSON.stringify(body));
    else if (current)
      await api.post("environmentvariablevalues", JSON.stringify({ ...body, ...boundTo(current.id) }));
  }
}

function boundTo(definition: string): Readonly<Record<string, string>> {
  return { "EnvironmentVariableDefinitionId@odata.bind": `/environmentvariabledefinitions(${definition})` };
}

/** Does something that only reads; what goes wrong is told as a failure by which nothing was changed. */
export async function reading<T>(environment: Environment, done: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Failure) throw error;
    const what = `${environment.settings.environment} was not ${done}`;
    throw failureOf(environment, error, { what, state: "nothing was changed" });
  }
}

/** An error as a failure with its cause in words. */
export function failureOf(
  environment: Environment,
  error: unknown,
  about: Pick<FailureReport, "what" | "state"> & Partial<FailureReport>,
): Failure {
  const why = whyOf(error, environment.whom);
  return new Failure({ where: whereOf(environment), ...why, ...about }, { cause: error });
}

/** Environment and address, as failures name them. */
export function whereOf({ settings, api }: Environment): string {
  return `${settings.environment}, ${api.origin}`;
}

/** A path with its query, escaped. */
export function query(path: string, options: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(options).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${path}?${pairs.join("&")}`;
}

/** A text as an OData literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function inPortions<T>(list: readonly T[], size: number): T[][] {
  const portions: T[][] = [];
  for (let at = 0; at < list.length; at += size) portions.push(list.slice(at, at + size));
  return portions;
}
