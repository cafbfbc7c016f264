import { checkerThresholds } from "../../adapters/targets/dataverse/dataverse-settings.ts";
import type { Floors } from "../../core/acts/read-start.ts";
import type { StageClass } from "../../core/model/stage.ts";
import type { ConnectionInputs } from "../shared/job-connection.ts";
import { namedLines } from "../shared/named-lines.ts";
import { oneOf } from "../shared/one-of.ts";
import { targetKinds, type TargetInputs } from "../shared/targets/opening.ts";
import { wholeNumber } from "../shared/whole-number.ts";

/** What the step was told. */
export type DeployInputs = Readonly<{
  /** All environments of the connection are tried, and nothing is deployed. */
  preflight: boolean;
  /** Empty: where this kind of job downloads to. */
  artefacts: string;
  exclude: Readonly<Record<string, string>>;
  acknowledgeTarget: string;
  floors: Floors;
}> &
  ConnectionInputs &
  TargetInputs;

/** How inputs are read: resolved, or as they were given. */
export type ReadInput = Readonly<{ input: (name: string) => string; rawInput: (name: string) => string }>;

/** Reads the step's inputs by their names. What the classic editor's lists do not offer can stand in YAML: it is refused. */
export function deployInputs({ input, rawInput }: ReadInput): DeployInputs {
  return {
    connection: rawInput("connection"),
    secret: rawInput("secret"),
    vaultConnection: input("vaultConnection"),
    environment: input("environment"),
    preflight: input("preflight").toLowerCase() === "true",
    artefacts: input("artefacts"),
    exclude: namedLines("exclude", input("exclude")),
    target: oneOf("target", input("target"), targetKinds),
    serviceConnection: input("serviceConnection"),
    settings: input("settings"),
    waitMinutes: wholeNumber("waitMinutes", input("waitMinutes") || "120", 1, 1440),
    checkerThreshold: oneOf("checkerThreshold", input("checkerThreshold") || "critical", checkerThresholds),
    keep: wholeNumber("keep", input("keep") || "5", 2, 1000),
    slot: input("slot").trim(),
    healthPath: input("healthPath"),
    healthStatuses: input("healthStatuses"),
    acknowledgeTarget: input("acknowledgeTarget"),
    floors: floorsOf(input),
  };
}

function floorsOf(input: ReadInput["input"]): Floors {
  const stageClass = classOf(input("stageClass") || "automatic");
  return {
    ...(stageClass === undefined ? {} : { stageClass }),
    order: oneOf("order", input("order") || "block", ["block", "reason"]),
    drift: oneOf("drift", input("drift") || "reason", ["allow", "reason", "block"]),
    automaticProduction: oneOf("automaticProduction", input("automaticProduction") || "refuse", [
      "refuse",
      "allow",
    ]),
    unreadable: oneOf("unreadable", input("unreadable") || "refuse", ["refuse", "warn"]),
  };
}

function classOf(text: string): StageClass | undefined {
  const said = oneOf("stageClass", text, ["automatic", "development", "test", "staging", "production"]);
  return said === "automatic" ? undefined : said;
}
