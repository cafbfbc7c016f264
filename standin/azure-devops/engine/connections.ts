import type { Endpoint } from "../../agent/job.ts";
import type { Site } from "../site.ts";
import type { StepDefinition } from "../state/build-state.ts";
import type { ServiceConnection } from "../state/state.ts";
import { connectionPlace } from "../state/vault.ts";

/** The inputs of a task that name a service connection, each with the type of connection that it takes. */
export type ConnectionInputs = (taskId: string) => readonly Readonly<{ name: string; type: string }>[];

/** A job's steps, and what is known of them. */
export type AskingJob = Readonly<{
  name: string;
  steps: readonly StepDefinition[];
  /** The value of a variable, for `$(name)`. */
  variable: (name: string) => string | undefined;
}>;

/** A service connection, and the input of a step that names it. */
export type NamedConnection = Readonly<{
  step: StepDefinition;
  input: string;
  connection: ServiceConnection;
}>;

/**
 * The service connections that a job's steps name, by id or by name. One that is not there, that is disabled, or that is of
 * another type than the step takes is refused in the service's words.
 */
export function namedConnections(
  site: Site,
  inputsOf: ConnectionInputs,
  job: AskingJob,
): readonly NamedConnection[] {
  return job.steps.flatMap((step) =>
    connectionsIn(step, inputsOf).flatMap(({ input, type, text }) => {
      const wanted = expanded(text, job.variable);
      if (wanted === "") return [];
      const connection = connectionNamed(site, wanted);
      const where = `The pipeline is not valid. Job ${job.name}: Step ${step.refName} input ${input}`;
      if (connection === undefined || connection.isDisabled) throw new Error(`${where} ${missing(wanted)}`);
      if (connection.type.toLowerCase() !== type.toLowerCase()) {
        throw new Error(`${where} ${otherType(type, connection)}`);
      }
      return [{ step, input, connection }];
    }),
  );
}

/** The inputs of a step by which it names service connections, as they were written. */
export function connectionsIn(
  { taskId, inputs }: StepDefinition,
  inputsOf: ConnectionInputs,
): readonly Readonly<{ input: string; type: string; text: string }>[] {
  return inputsOf(taskId).flatMap(({ name, type }) =>
    Object.entries(inputs)
      .filter(([input]) => input.toLowerCase() === name.toLowerCase())
      .map(([input, text]) => ({ input, type, text })),
  );
}

function expanded(text: string, variable: AskingJob["variable"]): string {
  return text.replaceAll(/\$\(([^)]+)\)/g, (macro, name: string) => variable(name) ?? macro).trim();
}

function connectionNamed({ state }: Site, wanted: string): ServiceConnection | undefined {
  const word = wanted.toLowerCase();
  return state.connections.find(({ id, name }) => [id, name].some((one) => one.toLowerCase() === word));
}

function missing(wanted: string): string {
  return `references service connection ${wanted} which could not be found. The service connection does not exist, has been disabled or has not been authorized for use. For authorization details, refer to https://aka.ms/yamlauthz.`;
}

function otherType(type: string, { name, type: own }: ServiceConnection): string {
  return `expects a service connection of type ${type} but the provided service connection ${name} is of type ${own}.`;
}

/** A service connection as an agent gets it, with the secrets that the vault keeps for it. */
export function endpointOf(site: Site, { id, name, url, authorization, data }: ServiceConnection): Endpoint {
  const parameters = Object.entries(authorization.parameters).flatMap(([key, value]) => {
    const known = value ?? site.vault.secret(connectionPlace(id), key);
    return known === undefined ? [] : [[key, known]];
  });
  return {
    ...{ id, name, url, data },
    scheme: authorization.scheme,
    parameters: Object.fromEntries(parameters) as Record<string, string>,
  };
}
