import type { CommandRule } from "./command-rule.ts";
import type { Endpoint } from "./job.ts";
import { texts } from "./texts.ts";

const guid = /^\{?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i;

/** `task.logdetail`: checked as the agent does, and shown nowhere. */
export const logDetail: CommandRule = (step, { properties }) => {
  const id = guidOf(properties.get("id"));
  if (id === undefined) throw new Error(texts.missingTimelineRecordId);
  const parent = guidOf(properties.get("parentid"));
  const { details } = step.job;
  if (details.has(id)) {
    if (parent !== undefined && details.get(id) !== parent) throw new Error(texts.parentChanged);
    return;
  }
  checkNew(properties, parent === undefined || details.has(parent));
  details.set(id, parent);
};

/** `task.setendpoint`: changes a service connection for the steps that follow. */
export const setEndpoint: CommandRule = (step, { properties, data }) => {
  const id = properties.get("id")?.toLowerCase() ?? "";
  const endpoint = step.job.endpoints.get(id);
  if (!guid.test(id) || endpoint === undefined) throw new Error(texts.invalidEndpointId);
  const field = properties.get("field")?.toLowerCase() ?? "";
  if (field === "authparameter") step.job.masker.add(data);
  step.job.endpoints.set(id, { ...endpoint, ...changed(endpoint, field, [properties.get("key"), data]) });
};

function changed(
  endpoint: Endpoint,
  field: string,
  [key, data]: readonly [string | undefined, string],
): Partial<Endpoint> {
  if (field === "url") {
    if (URL.canParse(data)) return { url: data };
    throw new Error(texts.invalidEndpointUrl);
  }
  if (key !== undefined && field === "dataparameter") return { data: { ...endpoint.data, [key]: data } };
  if (key !== undefined && field === "authparameter") {
    return { parameters: { ...endpoint.parameters, [key]: data } };
  }
  throw new Error(texts.invalidEndpointField);
}

function checkNew(properties: ReadonlyMap<string, string>, parentKnown: boolean): void {
  if (!properties.has("name")) throw new Error(texts.nameRequired);
  if (!properties.has("type")) throw new Error(texts.typeRequired);
  if (!parentKnown) throw new Error(texts.parentNotCreated);
}

function guidOf(text: string | undefined): string | undefined {
  return text !== undefined && guid.test(text) ? text.toLowerCase().replace(/[{}-]/g, "") : undefined;
}
