import { importSolution, promoteSolution, publishAll, stageSolution } from "./dataverse-actions.ts";
import { refused } from "./import-operations.ts";
import type { Call } from "./import-operations.ts";
import { readMetadata } from "./dataverse-metadata.ts";
import { writeRows } from "./dataverse-row-writes.ts";
import { readRows } from "./dataverse-rows.ts";
import { readTable, writeRow } from "./dataverse-tables.ts";
import type { Claims } from "./entra.ts";
import { knownClients } from "./known.ts";
import { guidOf, settle } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import type { Answered, Asked } from "./web.ts";

const base = "/api/data/v9.2/";

/** Answers one request to an organisation's Web API. `check` tells whether a token is good, and what it says. */
export async function answerDataverse(
  organisation: Organisation,
  asked: Asked,
  self: string,
  check: (token: string) => Claims | undefined,
): Promise<Answered> {
  settle(organisation);
  if (!asked.path.startsWith(base)) return unknownRoute(asked);
  const claims = check((asked.header("authorization") ?? "").replace(/^Bearer /, ""));
  if (claims?.aud !== self) return { status: 401, headers: { "www-authenticate": "Bearer" } };
  if (!isUser(organisation, claims.appid)) {
    return refused(403, "0x80072560", "The user is not a member of the organization.");
  }
  const user = guidOf(`${organisation.id}:${claims.appid}`);
  const rest = decodeURIComponent(asked.path.slice(base.length));
  const answered =
    asked.method === "GET"
      ? read(organisation, rest, asked, user)
      : await write(organisation, rest, asked, user);
  return answered ?? unknownRoute(asked);
}

function isUser(organisation: Organisation, clientId: string): boolean {
  const { applicationUsers } = organisation.behaviour;
  if (applicationUsers.includes(`-${clientId}`)) return false;
  const known = knownClients.find((client) => client.clientId === clientId);
  return (
    applicationUsers.includes(clientId) || known?.environments.includes(organisation.environment) === true
  );
}

function read(organisation: Organisation, rest: string, asked: Asked, user: string): Answered | undefined {
  if (rest === "WhoAmI") {
    const BusinessUnitId = guidOf(`${organisation.id}:unit`);
    return { status: 200, body: { BusinessUnitId, UserId: user, OrganizationId: organisation.id } };
  }
  if (rest.startsWith("RetrieveCurrentOrganization(")) {
    return {
      status: 200,
      body: {
        Detail: {
          OrganizationId: organisation.id,
          FriendlyName: organisation.name,
          OrganizationVersion: "9.2.24033.00186",
          UniqueName: `org${organisation.id.slice(0, 8)}`,
          State: "Enabled",
        },
      },
    };
  }
  if (rest.startsWith(`systemusers(${user})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(`)) {
    const { mayImport } = organisation.behaviour;
    const privilege = { Depth: "Global", PrivilegeName: "prvImportCustomization" };
    return { status: 200, body: { RolePrivileges: mayImport ? [privilege] : [] } };
  }
  return (
    readMetadata(organisation, rest) ??
    readRows(organisation, rest, asked) ??
    readTable(organisation, rest, asked)
  );
}

const actions: Readonly<Record<string, (call: Call) => Answered | Promise<Answered>>> = {
  StageSolution: stageSolution,
  ImportSolutionAsync: (call) => importSolution(call, false),
  StageAndUpgradeAsync: (call) => importSolution(call, true),
  DeleteAndPromoteAsync: promoteSolution,
  PublishAllXmlAsync: publishAll,
};

async function write(
  organisation: Organisation,
  rest: string,
  asked: Asked,
  user: string,
): Promise<Answered | undefined> {
  if (asked.method === "POST" && asked.header("content-length") === undefined) {
    return refused(411, "", "Length Required");
  }
  const body = parsed(asked.body);
  if (body === undefined)
    return refused(400, "0x80048d19", "Error identified in Payload provided by the user.");
  const action = asked.method === "POST" ? actions[rest] : undefined;
  if (action)
    return organisation.behaviour.mayImport ? action({ organisation, user, body }) : withoutRight(user);
  return writeRows(organisation, rest, asked, user) ?? writeRow(organisation, rest, asked);
}

function withoutRight(user: string): Answered {
  const message = `Principal user (Id=${user}, type=8, roleCount=1, privilegeCount=12) is missing prvImportCustomization privilege (Id=3b0d0e6c-0c3c-4fbb-8f0e-b02b4a0e1b1a) on OTC=0 for entity ''.`;
  return refused(403, "0x80040220", message);
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text || "{}") as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function unknownRoute(asked: Asked): Answered {
  const message = `Resource not found for the segment '${asked.path.slice(1)}'.`;
  return { status: 404, unknownRoute: true, body: { error: { code: "0x80060888", message } } };
}
