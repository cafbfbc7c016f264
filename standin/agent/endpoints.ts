import { inputOf, type Inputs } from "./inputs.ts";
import type { Endpoint, JobOrder, TaskManifest } from "./job.ts";
import type { Masker } from "./masker.ts";

/** Authorisation parameters that are no secrets. */
const harmless = [
  "role",
  "scope",
  "tenantid",
  "issuedat",
  "expiresat",
  "audience",
  "authenticationtype",
  "authorizationtype",
  "accesstokentype",
  "roleassignmentid",
  "spnobjectid",
];

const systemKey = "SYSTEMVSSCONNECTION";

/** The job's own connection to the organisation. It has no id, and so no data. */
export function systemEndpoint({ system }: JobOrder): Endpoint {
  return {
    id: "",
    name: "SystemVssConnection",
    url: system.url,
    scheme: "OAuth",
    parameters: { AccessToken: system.token },
    data: {},
  };
}

/** Registers the secrets of every endpoint of the job, asked for or not. */
export function maskEndpoints(endpoints: Iterable<Endpoint>, masker: Masker): void {
  for (const { parameters } of endpoints) {
    for (const [name, value] of Object.entries(parameters)) {
      if (!harmless.includes(name.toLowerCase())) masker.add(value);
    }
  }
}

/** The endpoints that the inputs of kind `connectedService:…` name, by id. */
export function namedEndpoints(
  manifest: TaskManifest,
  inputs: Inputs,
  known: ReadonlyMap<string, Endpoint>,
): Endpoint[] {
  const ids = (manifest.inputs ?? [])
    .filter(({ type }) => type.toLowerCase().startsWith("connectedservice:"))
    .flatMap(({ name }) => inputOf(inputs, name).split(","))
    .map((id) => id.trim().toLowerCase());
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
}

/** The environment that an endpoint becomes. */
export function endpointEnvironment(
  endpoint: Endpoint,
  variable: (name: string) => string,
): Map<string, string> {
  const key = endpoint.id === "" ? systemKey : endpoint.id.toLowerCase();
  const entries: [string, string][] = [
    [`ENDPOINT_URL_${key}`, endpoint.url],
    [`ENDPOINT_AUTH_${key}`, JSON.stringify({ parameters: endpoint.parameters, scheme: endpoint.scheme })],
    [`ENDPOINT_AUTH_SCHEME_${key}`, endpoint.scheme],
  ];
  for (const [name, value] of Object.entries(endpoint.parameters)) {
    entries.push([`ENDPOINT_AUTH_PARAMETER_${key}_${variable(name)}`, value]);
  }
  if (endpoint.id !== "") {
    entries.push([`ENDPOINT_DATA_${key}`, JSON.stringify(endpoint.data)]);
    for (const [name, value] of Object.entries(endpoint.data)) {
      entries.push([`ENDPOINT_DATA_${key}_${variable(name)}`, value]);
    }
  }
  return new Map(entries);
}
