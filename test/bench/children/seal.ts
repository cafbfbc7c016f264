import { artefactFolder } from "../../../tasks/shared/artefact-folder.ts";
import { peakMiB } from "./peak.ts";

// Hashes the artefact `Big` of the folder that is named, as the Seal task does, and says what it took.
const started = performance.now();
const files = await artefactFolder(process.argv[2] ?? ".").files("Big");
const seconds = (performance.now() - started) / 1000;
const bytes = files.reduce((total, file) => total + file.bytes, 0);
process.stdout.write(JSON.stringify({ seconds, bytes, peakMiB: peakMiB() }));
