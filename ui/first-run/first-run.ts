import type { Release } from "../../core/model/release.ts";

const mostAsked = 5;

/**
 * What one looks at to know whether anything was ever sealed: the newest build of each build pipeline, five at most. Nothing
 * where a stage deploys with our task: that needs a seal.
 */
export function buildsToAsk(releases: readonly Release[]): readonly number[] {
  if (releases.some((release) => release.stages.some((stage) => stage.deploy))) return [];
  const newest = new Map<number, number>();
  for (const { build } of releases.flatMap((release) => release.artefacts)) {
    if (build && !newest.has(build.pipelineId)) newest.set(build.pipelineId, build.id);
  }
  return [...newest.values()].slice(0, mostAsked);
}

/** What sealing adds, one line each. */
export const gains = [
  "proof that Production gets, byte for byte, what passed UAT",
  "the order of deployment, read from the artefacts themselves",
  "a record of every deployment that anybody can check later",
  "the connection chosen at run time, compared with the one that was tested",
] as const;

/** The last job of a build. It runs after those that publish artefacts; `Make` stands for them. */
export const snippet = `  - job: Seal
    dependsOn: Make
    steps:
      - task: ReleaseManagerSeal@1
`;
