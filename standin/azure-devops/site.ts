import type { IdentityIssuer } from "../targets/identity-issuer.ts";
import type { Base } from "./http/router.ts";
import type { Callers } from "./people/callers.ts";
import type { Clock } from "./state/clock.ts";
import type { State } from "./state/state.ts";
import type { Vault } from "./state/vault.ts";

/** What every part of the organisation works with. */
export type Site = Readonly<{
  state: State;
  /** The state is to be saved soon. */
  changed: () => void;
  vault: Vault;
  clock: Clock;
  callers: Callers;
  /** Who vouches for jobs: another one after each start. */
  identities: () => IdentityIssuer;
  serverMode: boolean;
  /** What jobs must trust besides the usual authorities. */
  caFile?: string;
  /** Where logs, attachments and artefacts lie. */
  storage: string;
  /** The address of one part, with the organisation, without a slash at its end. */
  address: (base: Base) => string;
  /** The next number of a kind. */
  next: (counter: string) => number;
  log: (line: string) => void;
}>;

/** The prefix of the address of something in the project. */
export function projectAddress(site: Site, base: Base): string {
  return `${site.address(base)}/${site.state.project.id}`;
}

/** Path of a base before the organisation's name. */
export const basePaths: Readonly<Record<Base, string>> = {
  core: "",
  release: "/rm",
  extensions: "/em",
  identities: "/ps",
};
