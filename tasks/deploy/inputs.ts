import { refusal } from "../../core/failure.ts";
import type { Floors } from "../../core/acts/read-start.ts";
import type { StageClass } from "../../core/model/stage.ts";
import { namedLines } from "../shared/named-lines.ts";
import { targetKinds, type TargetInputs } from "../shared/targets/opening.ts";
import { wholeNumber } from "../shared/whole-number.ts";

/** What the step was told. */
export type DeployInputs = Readonly<{
  /** As it was given: a variable in it may have no value. */
  connection: string;
  /** As it was given, too. */
  secret: string;
  /** Empty: the job's or the stage's own. */
  environment: string;
  /** Empty: where this kind of job downloads to. */
  artefacts: string;
  exclude: Readonly<Record<string, string>>;
  acknowledgeTarget: string;
  floors: Floors;
}> &
  TargetInputs;

/** How inputs are read: resolved, or as they were given. */
export type ReadInput = Readonly<{ input: (name: string) => string; rawInput: (name: string) => string }>;

/** Reads the step's inputs by their names. What the classic editor's lists do not offer can stand in YAML: it is refused. */
export function deployInputs({ input, rawInput }: ReadInput): DeployInputs {
  return {
    connection: rawInput("connection"),
    secret: rawInput("secret"),
    environment: input("environment"),
    artefacts: input("artefacts"),
    exclude: namedLines("exclude", input("exclude")),
    target: oneOf("target", input("target"), targetKinds),
    settings: input("settings"),
    waitMinutes: wholeNumber("waitMinutes", input("waitMinutes") || "120", 1, 1440),
    keep: wholeNumber("keep", input("keep") || "5", 2, 1000),
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

function oneOf<const T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw badInput(name, `"${text}" is none of ${words.join(", ")}`);
}

function badInput(name: string, cause: string): Error {
  return refusal({
    code: "RM001",
    what: "The step did not begin",
    where: `input ${name}`,
    cause,
    next: `Correct the input ${name}`,
  });
}
