import type { Release } from "../../core/model/release.ts";

/** What one looks at to know whether anything was ever sealed: the builds of the newest releases. */
export function buildsToAsk(releases: readonly Release[]): readonly number[] {
  const ids = releases.flatMap((release) => release.artefacts.map((one) => one.build?.id ?? 0));
  return [...new Set(ids.filter((id) => id > 0))].slice(0, 3);
}

/** What sealing adds, one line each. */
export const gains = [
  "proof that Production gets, byte for byte, what passed UAT",
  "the order of deployment, read from the artefacts themselves",
  "a record of every deployment that anybody can check later",
  "the connection chosen at run time, compared with the one that was tested",
] as const;

/** The last job of a build: it downloads what the build published, hashes it and attaches the seal. */
export const snippet = `# The last job of your build
- job: Seal
  dependsOn: [ ]   # name the jobs that publish artefacts
  steps:
    - checkout: none
    - download: current
    - task: ReleaseManagerSeal@1
`;
