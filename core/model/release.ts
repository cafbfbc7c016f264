import type { Instant } from "./instant.ts";
import type { Person } from "./person.ts";
import type { Stage } from "./stage.ts";

/** A name for a release of either world: `classic:57` is a classic release, `run:345` a YAML run. */
export type ReleaseId = `classic:${number}` | `run:${number}`;

/** The build whose artefacts travel. */
export type Build = Readonly<{
  id: number;
  number: string;
  pipeline: Readonly<{ id: number; name: string }>;
  /** Full reference (`refs/heads/main`). */
  branch: string;
  commit?: string;
  result: BuildResult;
  reason?: string;
  requestedBy?: Person;
  finishedOn?: Instant;
  /** Kept from retention by Azure DevOps because a release uses it. */
  retainedByRelease: boolean;
  webUrl?: string;
}>;

/** How a build ended. `unknown` is a word that we do not know. */
export type BuildResult = "succeeded" | "partiallySucceeded" | "failed" | "cancelled" | "running" | "unknown";

/** One set of artefacts that a release carries, by the alias that its pipeline gives it. */
export type ArtefactSource = Readonly<{
  alias: string;
  /** What Azure DevOps calls the type (`Build`, `Git` …). */
  type: string;
  /** The version's shown name, for a build its number. */
  version: string;
  primary: boolean;
  build?: Readonly<{
    id: number;
    pipelineId: number;
    pipelineName: string;
    branch: string;
    commit?: string;
    /** The id of the project that it was built in, where Azure DevOps tells. */
    project?: string;
  }>;
}>;

/** Whether Azure DevOps may still delete a release's things by itself. */
export type Protection = Readonly<{ keptForever: boolean }>;

/** One build's artefacts on their way through the stages. Read from Azure DevOps, never copied. */
export type Release = Readonly<{
  id: ReleaseId;
  name: string;
  kind: "classic" | "yaml";
  pipeline: Readonly<{ id: number; name: string; path?: string }>;
  project: Readonly<{ id: string; name: string }>;
  status: "draft" | "active" | "abandoned" | "unknown";
  description: string;
  reason: "manual" | "continuousIntegration" | "schedule" | "pullRequest" | "unknown";
  createdBy?: Person;
  createdOn: Instant;
  modifiedOn?: Instant;
  artefacts: readonly ArtefactSource[];
  stages: readonly Stage[];
  variables: readonly ReleaseVariable[];
  protection: Protection;
  /** The page of Azure DevOps that shows it. */
  webUrl: string;
}>;

/** A variable of the release or of one stage. A secret has no value. */
export type ReleaseVariable = Readonly<{
  name: string;
  value?: string;
  secret: boolean;
  stage?: string;
  allowOverride: boolean;
}>;

/** Takes a release id apart. Absent for a text of another form. */
export function readReleaseId(text: string): { kind: "classic" | "run"; number: number } | undefined {
  const match = /^(classic|run):([1-9]\d{0,14})$/.exec(text);
  if (match?.[2] === undefined) return undefined;
  return { kind: match[1] === "run" ? "run" : "classic", number: Number(match[2]) };
}

/** Whether it is the id of a classic release. */
export function isClassic(text: string): text is `classic:${number}` {
  return readReleaseId(text)?.kind === "classic";
}
