import type { Store } from "./store.ts";

/** What Azure DevOps keeps and never shows: secrets by the place that they belong to, and everybody's token. */
export type VaultContent = { secrets: Record<string, string>; tokens: Record<string, string> };

/** The secrets of groups, releases, stages and service connections. */
export type Vault = Readonly<{
  secret: (place: string, name: string) => string | undefined;
  keep: (place: string, name: string, value: string) => void;
  /** All secrets of one place, under another: a release's snapshot, a group's clone. */
  copy: (from: string, to: string) => void;
  forget: (place: string, keepNames?: readonly string[]) => void;
}>;

/** The vault upon its file. Names are compared without case. */
export function openVault(store: Store<VaultContent>): Vault {
  const { secrets } = store.value;
  const key = (place: string, name: string): string => `${place}/${name.toLowerCase()}`;
  const of = (place: string): string[] => Object.keys(secrets).filter((name) => name.startsWith(`${place}/`));
  return {
    secret: (place, name) => secrets[key(place, name)],
    keep: (place, name, value) => {
      secrets[key(place, name)] = value;
      store.changed();
    },
    copy: (from, to) => {
      for (const name of of(from)) secrets[`${to}${name.slice(from.length)}`] = secrets[name] ?? "";
      store.changed();
    },
    forget: (place, keepNames = []) => {
      const kept = new Set(keepNames.map((name) => key(place, name)));
      for (const name of of(place)) if (!kept.has(name)) Reflect.deleteProperty(secrets, name);
      store.changed();
    },
  };
}

export const groupPlace = (id: number): string => `group/${id}`;
export const releasePlace = (id: number): string => `release/${id}`;
export const releaseGroupPlace = (release: number, group: number): string =>
  `release/${release}/group/${group}`;
export const stagePlace = (environment: number): string => `stage/${environment}`;
export const stageGroupPlace = (environment: number, group: number): string =>
  `stage/${environment}/group/${group}`;
export const definitionPlace = (kind: "build" | "release", id: number): string => `definition/${kind}/${id}`;
export const stageDefinitionPlace = (id: number): string => `definition/stage/${id}`;
export const connectionPlace = (id: string): string => `connection/${id}`;
export const buildPlace = (id: number): string => `build/${id}`;
