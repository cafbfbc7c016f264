import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { type Desk, targetAt } from "../dataverse/bench.ts";
import { whole } from "../whole.ts";
import { dieAtRequests, killer } from "./kill-at.ts";

// Deploys what its only argument says, and dies at its n-th request that changes something.
type Order = Readonly<{
  killAt: number;
  desk: Pick<Desk, "targets" | "folder">;
  artefacts: readonly SealedArtefact[];
}>;
const { killAt, desk, artefacts } = JSON.parse(process.argv[2] ?? "") as Order;
dieAtRequests(killer(killAt));
await whole(targetAt({ ...desk, tell: () => undefined, slept: [] }, "uat", {}), artefacts);
