import { Refusal } from "../http/reply.ts";
import type { Role } from "../state/state.ts";
import type { Caller } from "./callers.ts";

/** A namespace of permissions, with the bits that the stand-in judges. */
export type Namespace = Readonly<{
  id: string;
  name: string;
  separator: string;
  actions: readonly Readonly<{ bit: number; name: string; displayName: string }>[];
}>;

const named = (...names: readonly string[]): Namespace["actions"] =>
  names.map((text, index) => {
    const [name = "", displayName = name] = text.split(": ");
    return { bit: 2 ** index, name, displayName };
  });

export const namespaces: readonly Namespace[] = [
  {
    id: "c788c23e-1b46-4162-8f5e-d7585343b5de",
    name: "ReleaseManagement",
    separator: "/",
    actions: named(
      "ViewReleaseDefinition: View release pipeline",
      "EditReleaseDefinition: Edit release pipeline",
      "DeleteReleaseDefinition: Delete release pipeline",
      "ManageReleaseApprovers: Manage release approvers",
      "ManageReleases: Manage releases",
      "ViewReleases: View releases",
      "CreateReleases: Create releases",
      "EditReleaseEnvironment: Edit release stage",
      "DeleteReleaseEnvironment: Delete release stage",
      "AdministerReleasePermissions: Administer release permissions",
      "DeleteReleases: Delete releases",
      "ManageDeployments: Manage deployments",
      "ManageReleaseSettings: Manage release settings",
      "ManageTaskHubExtension: Manage TaskHub extension",
    ),
  },
  {
    id: "33344d9c-fc72-4d6f-aba5-fa317101a7e9",
    name: "Build",
    separator: "/",
    actions: named(
      "ViewBuilds: View builds",
      "EditBuildQuality: Edit build quality",
      "RetainIndefinitely: Retain indefinitely",
      "DeleteBuilds: Delete builds",
      "ManageBuildQualities: Manage build qualities",
      "DestroyBuilds: Destroy builds",
      "UpdateBuildInformation: Update build information",
      "QueueBuilds: Queue builds",
      "ManageBuildQueue: Manage build queue",
      "StopBuilds: Stop builds",
      "ViewBuildDefinition: View build pipeline",
      "EditBuildDefinition: Edit build pipeline",
      "DeleteBuildDefinition: Delete build pipeline",
      "OverrideBuildCheckInValidation: Override check-in validation by build",
      "AdministerBuildPermissions: Administer build permissions",
    ),
  },
  {
    id: "b7e84409-6553-448a-bbb2-af228e07cbeb",
    name: "Library",
    separator: "/",
    actions: named(
      "View: View library item",
      "Administer: Administer library item",
      "Create: Create library item",
      "ViewSecrets: View library item secrets",
      "Use: Use library item",
      "Owner: Owner library item",
    ),
  },
];

const seeing = ["ViewReleaseDefinition", "ViewReleases", "ViewBuilds", "ViewBuildDefinition", "View"];
const working = [...seeing, "QueueBuilds", "StopBuilds", "EditBuildQuality", "UpdateBuildInformation"];
/** Whoever has a seat may edit work items, a stakeholder too. */
const editing = "WORK_ITEM_WRITE";
const contributing = [
  ...working,
  editing,
  "CreateReleases",
  "ManageDeployments",
  "RetainIndefinitely",
  "Create",
  "Use",
];

const rights: Readonly<Record<Role, readonly string[] | "all">> = {
  administrator: "all",
  releaseManager: [
    ...contributing,
    "ManageReleases",
    "ManageReleaseApprovers",
    "DeleteReleases",
    "EditReleaseDefinition",
    "EditReleaseEnvironment",
    "Administer",
  ],
  contributor: contributing,
  approver: [...seeing, "Use", editing],
  reader: [...seeing, editing],
  buildService: [...working, "Use", "RetainIndefinitely"],
};

/** Whether somebody may do it. `stage`: contributors may deploy everywhere but to production. */
export function may(caller: Caller, action: string, stage?: string): boolean {
  const granted = rights[caller.role];
  if (granted === "all") return true;
  if (caller.role === "contributor" && action === "ManageDeployments" && isProduction(stage)) return false;
  return granted.includes(action);
}

function isProduction(stage: string | undefined): boolean {
  return /prod/i.test(stage ?? "");
}

/** Refuses what the caller may not do, in the service's words. */
export function demand(caller: Caller, action: string, what: string, stage?: string): void {
  if (may(caller, action, stage)) return;
  const displayName = namespaces
    .flatMap(({ actions }) => actions)
    .find(({ name }) => name === action)?.displayName;
  throw new Refusal(
    403,
    "AccessDeniedException",
    `VS402895: Access denied. ${caller.identity.displayName} needs ${displayName ?? action} permissions for ${what} to perform the action. For more information, contact the project administrator.`,
  );
}
