import { readFileSync } from "node:fs";
import type { SealedArtefact } from "../../../../../core/model/artefact.ts";
import type { Given, Spot } from "../place.ts";
import { targetAt, whole } from "../place.ts";

// Deploys what it is told, in a process that the test kills.
const path = process.argv[2] ?? "";
type Told = Readonly<{ spot: Spot; given: Given; artefacts: readonly SealedArtefact[] }>;
const { spot, given, artefacts } = JSON.parse(readFileSync(path, "utf8")) as Told;
void whole(targetAt(spot, given), artefacts);
