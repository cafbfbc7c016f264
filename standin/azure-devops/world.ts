import type { Organisation } from "./organisation.ts";
import type { Site } from "./site.ts";
import type { Person } from "./state/state.ts";

/** A task of the installed extension, found by its name. */
export type InstalledTask = Readonly<{ id: string; name: string; version: string }>;

/** Stand-ins of what is deployed to, where they run. */
export type OrganisationTargets = Readonly<{
  entra: string;
  dataverse: readonly Readonly<{ name: string; url: string }>[];
  /** Web apps with a slot each, and the resource manager that knows them. */
  appservice?: Readonly<{
    arm: string;
    sites: readonly Readonly<{ name: string; url: string; resource: string; slot: string }>[];
  }>;
  caFile: string;
  clients: readonly Readonly<{ clientId: string; secret: string; tenantId: string }>[];
}>;

/** What a world is furnished with. */
export type Kit = Readonly<{
  site: Site;
  task: (name: string) => InstalledTask;
  /** The stand-in's folder, for what targets write. */
  folder: string;
  targets?: OrganisationTargets;
}>;

/** An organisation as it is before anything happened in it, and how its history is made. */
export type World = Readonly<{
  organisation: Readonly<{ id: string; name: string }>;
  project: Readonly<{ id: string; name: string }>;
  people: readonly Person[];
  furnish: (kit: Kit) => void;
  history?: (organisation: Organisation) => Promise<void>;
}>;
