import { problemOf, readingOf } from "../../core/acts/reading-of.ts";
import { sameName } from "../../core/model/ordinal.ts";
import type { StageClass } from "../../core/model/stage.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import type { Choice } from "./fields.tsx";
import type { Field } from "./form.ts";

/** What the project has to choose from, and what of it could not be read. */
export type Offered = Readonly<{
  environments: readonly Readonly<{ name: string; class?: StageClass }>[];
  /** Build pipelines by their number. */
  pipelines: readonly Choice[];
  problems: readonly string[];
}>;

export const nothingOffered: Offered = { environments: [], pipelines: [], problems: [] };

/** Whether any of the fields offers what the project has. */
export function asksForOffered(fields: readonly Field[]): boolean {
  return fields.some(({ look }) => look === "environment" || look === "pipelines");
}

/** Reads what the project has: its environments, and the pipelines that build. */
export async function readOffered(
  azure: Pick<AzureDevOps, "releases" | "runs" | "environments">,
): Promise<Offered> {
  const [classic, yaml, named] = await Promise.all([
    readingOf(azure.releases.pipelines()),
    readingOf(azure.runs.pipelines()),
    readingOf(azure.environments.list()),
  ]);
  const releasing = classic.kind === "read" ? classic.value : [];
  const stages = releasing.flatMap((pipeline) => pipeline.stages);
  const places = [
    ...stages.map((stage) => ({ name: stage.environment, class: stage.class })),
    ...(named.kind === "read" ? named.value : []).map(({ name }) => ({ name })),
  ];
  const built = releasing.flatMap(({ sources }) =>
    sources.flatMap(({ buildPipeline }) => (buildPipeline ? [buildPipeline] : [])),
  );
  const pipelines = new Map(
    [...(yaml.kind === "read" ? yaml.value : []), ...built].map((one) => [one.id, one]),
  );
  return {
    environments: places
      .filter(({ name }, at) => places.findIndex((one) => sameName(one.name, name)) === at)
      .sort((a, b) => a.name.localeCompare(b.name)),
    pipelines: [...pipelines.values()]
      .map(({ id, name }) => ({ value: String(id), text: name }))
      .sort((a, b) => a.text.localeCompare(b.text)),
    problems: [
      ...problemOf("The release pipelines", classic),
      ...problemOf("The YAML pipelines", yaml),
      ...problemOf("The environments", named),
    ],
  };
}
