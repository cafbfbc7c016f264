import assert from "node:assert/strict";
import { lostBuilds } from "../../../core/acts/lost-builds.ts";
import { refusal } from "../../../core/failure.ts";
import type { Release } from "../../../core/model/release.ts";
import { build, noRight, organisation, release } from "./sample-organisation.ts";

const gone = refusal({ code: "RM041", what: "No", where: "here", cause: "It is not there", next: "Look" });

function carrying(
  id: number,
  over: Partial<Release> & { project?: Release["project"] } = {},
  project?: string,
): Release {
  const [source] = release.artefacts;
  const of = {
    id,
    pipelineId: 7,
    pipelineName: "Integration",
    branch: "",
    ...(project === undefined ? {} : { project }),
  };
  return { ...release, ...over, artefacts: source ? [{ ...source, build: of }] : [] };
}

type World = Readonly<{ listed: readonly number[]; there?: readonly number[]; hidden?: readonly number[] }>;

async function lost(
  releases: readonly Release[],
  { listed, there = [], hidden = [] }: World,
): Promise<unknown[]> {
  const asked: unknown[] = [];
  const azure = organisation({
    builds: {
      listed: (ids) => {
        asked.push([...ids]);
        return Promise.resolve(listed);
      },
      get: (id) => {
        asked.push(id);
        if (hidden.includes(id)) return Promise.reject(noRight());
        return there.includes(id) ? Promise.resolve(build) : Promise.reject(gone);
      },
    },
  });
  return [[...(await lostBuilds(releases, azure))], ...asked];
}

describe("Builds that releases carry", () => {
  it("N7: are lost where Azure DevOps neither lists nor knows them", async () => {
    const releases = [1, 2, 2, 3].map((id) => carrying(id));
    assert.deepEqual(await lost(releases, { listed: [1, 3] }), [[2], [1, 2, 3], 2]);
  });

  it("N7: are not said to be lost where the caller may not see them, or where a list was not whole", async () => {
    const releases = [carrying(1), carrying(2)];
    assert.deepEqual(await lost(releases, { listed: [], hidden: [1], there: [2] }), [[], [1, 2], 1, 2]);
  });

  it("N7: are not asked for where they are of another project, or the run's own", async () => {
    const others = [carrying(1, {}, "another"), carrying(2, { id: "run:2", kind: "yaml" })];
    assert.deepEqual(await lost(others, { listed: [] }), [[]]);
    const own = carrying(3, {}, release.project.id.toUpperCase());
    assert.deepEqual(await lost([own], { listed: [3] }), [[], [3]]);
  });

  it("N7: are the first three hundred, and cost ten further requests at most", async () => {
    const releases = Array.from({ length: 310 }, (_, at) => carrying(at + 1));
    const [, first, ...others] = await lost(releases, { listed: [] });
    assert.deepEqual([(first as unknown[]).length, others.length], [300, 10]);
  });
});
