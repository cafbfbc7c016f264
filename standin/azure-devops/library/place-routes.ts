import { flagField, listField, numberField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { bytes, json, list, notFound } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { projectReference } from "../builds/build-wire.ts";
import { resourceAreas } from "../locations.ts";
import { may, namespaces } from "../people/rights.ts";
import type { Site } from "../site.ts";
import { identities } from "./identities.ts";

/** Where things are, who people are and what they may do. */
export function placeRoutes(site: Site): readonly Route[] {
  const get = (path: string, handle: Route["handle"]): Route => ({
    base: "core",
    method: "GET",
    path,
    handle,
  });
  return [
    { ...get("_apis/connectionData", (call) => connectionData(site, call)), preview: true },
    { ...get("_apis/resourceAreas", () => areas(site)), preview: true },
    { ...get("_apis/resourceAreas/{area}", (call) => area(site, call)), preview: true },
    get("_apis/projects", () => list([projectReference(site)])),
    get("_apis/projects/{project}", (call) => project(site, call)),
    get("_apis/projects/{project}/teams", () => list([team(site)])),
    get("_apis/securitynamespaces/{namespace}", (call) => namespace(call)),
    {
      ...get("_apis/GraphProfile/MemberAvatars/{descriptor}", (call) => avatar(site, call)),
      binary: true,
      open: true,
    },
    {
      base: "core",
      method: "POST",
      path: "_apis/security/permissionevaluationbatch",
      handle: (call) => evaluate(site, call),
    },
    { base: "identities", method: "GET", path: "_apis/identities", handle: (call) => identities(site, call) },
    { base: "identities", method: "GET", path: "_apis/profile/profiles/me", handle: (call) => profile(call) },
    get("_apis/profile/profiles/me", (call) => profile(call)),
  ];
}

function connectionData(site: Site, { caller }: Call): Reply {
  const { id, displayName, descriptor } = caller.identity;
  const user = {
    id,
    descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${id}`,
    subjectDescriptor: descriptor,
    providerDisplayName: displayName,
    isActive: true,
    properties: { Account: { $type: "System.String", $value: caller.identity.uniqueName } },
    resourceVersion: 2,
    metaTypeId: 0,
  };
  const { organisation } = site.state;
  return json({
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: organisation.id,
    deploymentId: organisation.id,
    deploymentType: site.serverMode ? "onPremises" : "hosted",
    locationServiceData: {
      serviceOwner: "00025394-6065-48ca-87d9-7f5672854ef7",
      defaultAccessMappingMoniker: "PublicAccessMapping",
      lastChangeId: 1,
      lastChangeId64: 1,
    },
  });
}

/** A Server has no areas elsewhere and says so in this odd way. */
function areas(site: Site): Reply {
  if (site.serverMode) return json({ count: 0, value: null });
  return list(resourceAreas.map((one) => areaOnWire(site, one)));
}

function area(site: Site, call: Call): Reply {
  const wanted = call.part("area").toLowerCase();
  const found = resourceAreas.find(({ id }) => id === wanted);
  if (site.serverMode || found === undefined) return json(null);
  return json(areaOnWire(site, found));
}

function areaOnWire(site: Site, { id, name, base }: (typeof resourceAreas)[number]): unknown {
  return { id, name, locationUrl: `${site.address(base)}/` };
}

function project(site: Site, call: Call): Reply {
  const { id, name } = site.state.project;
  if (![id, name.toLowerCase()].includes(call.part("project").toLowerCase())) {
    throw notFound(
      "ProjectDoesNotExistWithNameException",
      `TF200016: The following project does not exist: ${call.part("project")}. Verify that the name of the project is correct and that the project exists on the specified Azure DevOps Server.`,
    );
  }
  const { id: team_, name: teamName } = team(site) as { id: string; name: string };
  return json({
    ...projectReference(site),
    description: "The sample project of the stand-in.",
    defaultTeam: {
      id: team_,
      name: teamName,
      url: `${site.address("core")}/_apis/projects/${id}/teams/${team_}`,
    },
  });
}

function team(site: Site): Record<string, unknown> {
  const { id, name } = site.state.project;
  const own = "8f4d3a0e-31a5-4b8f-9b86-0b6d2f6c7e11";
  return {
    id: own,
    name: `${name} Team`,
    url: `${site.address("core")}/_apis/projects/${id}/teams/${own}`,
    description: "The default project team.",
    projectName: name,
    projectId: id,
  };
}

function namespace(call: Call): Reply {
  const wanted = call.part("namespace").toLowerCase();
  const found = namespaces.find(({ id }) => id === wanted);
  if (found === undefined) {
    throw notFound("InvalidSecurityNamespaceException", `The security namespace ${wanted} does not exist.`);
  }
  const { id, name, separator, actions } = found;
  return list([
    {
      namespaceId: id,
      name,
      displayName: name,
      separatorValue: separator,
      elementLength: -1,
      writePermission: 1,
      readPermission: 1,
      dataspaceCategory: "Default",
      actions: actions.map((action) => ({ ...action, namespaceId: id })),
      structureValue: 1,
      extensionType: null,
      isRemotable: false,
      useTokenTranslator: true,
      systemBitMask: 0,
    },
  ]);
}

/** Every bit that is asked for must be granted. */
function evaluate(site: Site, call: Call): Reply {
  const evaluations = listField(call.body, "evaluations").map((one) => {
    const securityNamespaceId = textField(one, "securityNamespaceId") ?? "";
    const token = textField(one, "token") ?? "";
    const permissions = numberField(one, "permissions") ?? 0;
    const actions = namespaces.find(({ id }) => id === securityNamespaceId.toLowerCase())?.actions ?? [];
    const asked = actions.filter(({ bit }) => (bit & permissions) !== 0);
    const value = asked.length > 0 && asked.every(({ name }) => may(call.caller, name, stageOf(site, token)));
    return { securityNamespaceId, token, permissions, value };
  });
  return json({
    alwaysAllowAdministrators: flagField(call.body, "alwaysAllowAdministrators") ?? false,
    evaluations,
  });
}

/** The name of the stage that a token ends with. */
function stageOf(site: Site, token: string): string | undefined {
  const id = Number(/\/Environment\/(\d+)$/i.exec(token)?.[1]);
  return site.state.release.definitions.flatMap(({ stages }) => stages).find((stage) => stage.id === id)
    ?.name;
}

function profile({ caller }: Call): Reply {
  const { id, displayName, uniqueName } = caller.identity;
  return json({
    displayName,
    emailAddress: uniqueName,
    id,
    publicAlias: id,
    coreRevision: 1,
    revision: 1,
    timeStamp: "2022-05-02T08:12:45.337Z",
  });
}

const colours = ["#0078d4", "#8661c5", "#107c10", "#ca5010", "#008272", "#6b69d6"];

/** A disc with the initials, as the service draws for who has no picture. */
function avatar(site: Site, call: Call): Reply {
  const id = Buffer.from(call.part("descriptor").replace(/^[a-z]+\./, ""), "base64url").toString();
  const name = site.callers.person(id)?.name ?? "?";
  const initials = name
    .split(" ")
    .map((word) => word[0] ?? "")
    .join("")
    .slice(0, 2);
  const colour = colours[Buffer.from(name).reduce((sum, letter) => sum + letter, 0) % colours.length];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colour ?? "#0078d4"}"/><text x="16" y="21" font-family="sans-serif" font-size="13" fill="#fff" text-anchor="middle">${initials}</text></svg>`;
  return bytes(Buffer.from(svg), "image/svg+xml");
}
