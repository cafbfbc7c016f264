import type { Trouble } from "../behaviour.ts";
import type { PlaceName } from "./site-names.ts";

/** The habits of one place. What concerns the whole site (roles, swaps) is asked of the site itself. */
export type SiteBehaviour = {
  unpackMilliseconds: number;
  copyMilliseconds: number;
  swapMilliseconds: number;
  /** How deployments end: 4 is success; -1 cancelled, 3 failed, 5 conflict, 6 in part. */
  endStatus: number;
  /** No header tells the deployment's id, and the lasting record has one of its own. */
  hidesId: boolean;
  /** Text of a 409 that says no to every deployment. */
  refusal: string;
  /** The SCM site is restarted while files are copied. */
  restarts: boolean;
  /** The SCM site takes tokens for the resource manager only. */
  armAudienceOnly: boolean;
  /** An access restriction of the SCM site: 403 with a page. */
  isBlocked: boolean;
  /** What the application may not do. */
  lacks: "" | "read" | "publish" | "swap";
  /** Answers of the public site before the usual one. */
  health: number[];
  healthStatus: number;
  /** A swap fails with this message. */
  swapFailure: string;
  /** The swap's `Location` is http and another port. */
  oddLocation: boolean;
  /** The slot swaps itself after each deployment. */
  autoSwap: string;
  state: string;
};

/** An order to misbehave. */
export type SiteMisbehaviour = Readonly<{
  at: "arm" | PlaceName;
  troubles?: readonly Trouble[];
  behaviour?: Readonly<Partial<SiteBehaviour>>;
}>;

export function usualSite(): SiteBehaviour {
  return {
    unpackMilliseconds: 20,
    copyMilliseconds: 20,
    swapMilliseconds: 30,
    endStatus: 4,
    hidesId: false,
    refusal: "",
    restarts: false,
    armAudienceOnly: false,
    isBlocked: false,
    lacks: "",
    health: [],
    healthStatus: 200,
    swapFailure: "",
    oddLocation: false,
    autoSwap: "",
    state: "Running",
  };
}
