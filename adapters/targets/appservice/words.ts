import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { KuduRecord } from "./judge-deployment.ts";

/** A deployment of somebody's, for a sentence: who and since when. */
export function who({ deployer, receivedOn, id }: KuduRecord): string {
  const name = deployer === "" ? "somebody" : bounded(defuse(deployer).replace(/\s+/g, " "), 60);
  const since = receivedOn === "" ? "" : ` since ${receivedOn}`;
  return `${id} by ${name}${since}`;
}
