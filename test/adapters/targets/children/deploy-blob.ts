import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { type Given, type Spot, targetAt } from "../blob/place.ts";
import { whole } from "../whole.ts";
import { dieAtRequests, killer } from "./kill-at.ts";

// Deploys what its only argument says, and dies at its n-th request that changes something.
type Order = Readonly<{ killAt: number; spot: Spot; given: Given; artefacts: readonly SealedArtefact[] }>;
const { killAt, spot, given, artefacts } = JSON.parse(process.argv[2] ?? "") as Order;
dieAtRequests(killer(killAt));
await whole(targetAt(spot, given), artefacts);
