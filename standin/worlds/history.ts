import type { Organisation } from "../azure-devops/organisation.ts";
import type { Build } from "../azure-devops/state/build-state.ts";
import type { Release } from "../azure-devops/state/release-state.ts";
import { commits } from "./work.ts";
import { runsBegin, runsGoOn, runsWait, until } from "./yaml-history.ts";

const day = 24 * 60 * 60 * 1000;

/** Acts in the sample organisation, each by the person whose act it is. */
type Story = Readonly<{
  build: (definition: number, parameters?: Record<string, string>, commit?: string) => Promise<Build>;
  /** With a manual Production, unless it is to begin by itself; waits for UAT. */
  release: (
    definition: number,
    build: Build,
    description: string,
    manual?: readonly string[],
  ) => Promise<Release>;
  start: (release: Release, stage: string, comment: string) => Promise<void>;
  daysAgo: (days: number) => void;
}>;

/**
 * What happened in Contoso so far, by really running it: builds `.1` to `.3` and one that failed; releases 54 and 55 of one
 * build, both in production; 56, which failed at UAT; and 57, which waits for production. Of YAML: a run in production, one
 * that waits for it, one that waits for an approval, one whose branch kept it from its first stage.
 */
export async function makeHistory(organisation: Organisation): Promise<void> {
  const story = storyOf(organisation);
  const dataverse = organisation.options.targets !== undefined;
  story.daysAgo(13);
  try {
    await Promise.all([dataverse ? almBegins(story) : undefined, webBegins(story), runsBegin(organisation)]);
    story.daysAgo(6);
    await Promise.all([dataverse ? almFails(story) : undefined, webGoesOn(story), runsGoOn(organisation)]);
    story.daysAgo(1);
    await Promise.all([dataverse ? almWaits(story) : undefined, webWaits(story), runsWait(organisation)]);
  } finally {
    organisation.clock.real();
  }
}

function storyOf(organisation: Organisation): Story {
  const { call, state, clock, options } = organisation;
  const core = `/${state.organisation.name}/${state.project.id}/_apis`;
  const base = options.serverMode === true ? "" : "/rm";
  const releases = `${base}/${state.organisation.name}/${state.project.id}/_apis/release/releases`;
  return {
    build: async (definition, parameters = {}, sourceVersion) => {
      const queued = { parameters: JSON.stringify(parameters), sourceVersion };
      const body = { definition: { id: definition }, ...queued };
      const { id } = (await call("contributor", "POST", `${core}/build/builds?api-version=7.0`, body)) as {
        id: number;
      };
      await until(() => state.build.builds.find((build) => build.id === id)?.status === "completed");
      return found(state.build.builds, id);
    },
    release: async (definition, build, description, manual = ["Production"]) => {
      const { id: buildId, buildNumber: name, sourceBranch } = build;
      const body = {
        definitionId: definition,
        description,
        reason: "manual",
        isDraft: false,
        artifacts: [{ alias: "ARTEFACTS", instanceReference: { id: String(buildId), name, sourceBranch } }],
        manualEnvironments: manual,
      };
      const { id } = (await call("releaseManager", "POST", `${releases}?api-version=7.0`, body)) as {
        id: number;
      };
      const release = found(state.release.releases, id);
      await until(() => settled(release, "UAT"));
      return release;
    },
    start: async (release, stage, comment) => {
      const environment = release.environments.find(({ definition }) => definition.name === stage);
      const path = `${releases}/${release.id}/environments/${environment?.id ?? 0}?api-version=7.0`;
      await call("releaseManager", "PATCH", path, { status: "inProgress", comment });
      await until(() => settled(release, stage));
    },
    daysAgo: (days) => clock.advance(Date.now() - days * day - clock.now()),
  };

  function settled(release: Release, stage: string): boolean {
    const status = release.environments.find(({ definition }) => definition.name === stage)?.status ?? "";
    return ["succeeded", "partiallySucceeded", "rejected", "canceled"].includes(status);
  }
}

function found<T extends { id: number }>(all: readonly T[], id: number): T {
  const one = all.find((item) => item.id === id);
  if (one === undefined) throw new Error(`There is no ${id}.`);
  return one;
}

const alm = 1;
const web = 2;
const signedOff = 3;

async function almBegins({ build, release, start }: Story): Promise<void> {
  const first = await build(alm, { Comments: "Sprint 21" });
  const one = await release(alm, first, "Sprint 21: first cut for the pilot group");
  // Nothing in the whole history takes longer than these, so they go on side by side.
  const [two] = await Promise.all([
    release(alm, first, "Sprint 21: the same build for everybody"),
    start(one, "Production", "Pilot group agreed in the Monday call"),
  ]);
  await start(two, "Production", "Acceptance criteria 1 to 14 signed by the client");
}

async function almFails({ build, release }: Story): Promise<void> {
  await build(alm, { Comments: "Sprint 22, first try", "Checker-Level": "critical" });
  const broken = await build(alm, { Comments: "Sprint 22", "Base-Needs": "--missing ContosoCommon" });
  await release(alm, broken, "Sprint 22: order extensions");
}

async function almWaits({ build, release }: Story): Promise<void> {
  const mended = await build(alm, { Comments: "Sprint 22, dependency removed" });
  await release(alm, mended, "Sprint 22: order extensions, mended");
}

async function webBegins({ build, release, start }: Story): Promise<void> {
  const first = await build(web, { Comments: "New start page" }, commits.startPage);
  const one = await release(web, first, "New start page");
  await start(one, "Production", "Approved by marketing");
}

async function webGoesOn({ build, release }: Story): Promise<void> {
  const banner = await build(web, { Comments: "Cookie banner" }, commits.cookieBanner);
  await release(signedOff, banner, "Cookie banner: production waits for the sign-off", []);
}

async function webWaits({ build, release }: Story): Promise<void> {
  const sale = await build(web, { Comments: "Summer sale" }, commits.summerSale);
  await release(web, sale, "Summer sale");
}
