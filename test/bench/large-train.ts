import { createHash } from "node:crypto";
import { azureDevOps } from "../../adapters/azure-devops/azure-devops.ts";
import { actingOn, openTrain } from "../../core/acts/open-train.ts";
import { writeTrainSettings } from "../../core/acts/train-settings.ts";
import { addApplicationRelease, changeApplicationRelease, createTrain } from "../../core/acts/trains.ts";
import { instant, type Instant } from "../../core/model/instant.ts";
import type { CriterionCheck, ExitCriterion } from "../../core/model/train/exit-criterion.ts";
import { bareGates } from "../../core/model/train/train.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import type { StandIn } from "../../standin/stand-in.ts";
import { openBugs } from "../../standin/worlds/work.ts";
import { httpOf, noPause, placeOf } from "../support/stand-in-client.ts";

/** How large it is: what issue 5 names. */
export const size = { releases: 60, criteria: 400, workItems: 2000 } as const;

const day = 86_400_000;
const id = (kind: number, at: number): string =>
  `00000000-0000-4000-8${String(kind).padStart(3, "0")}-${String(at).padStart(12, "0")}`;

const checks: readonly CriterionCheck[] = [
  { kind: "workItems", category: "completed" },
  { kind: "manual" },
  { kind: "query", query: openBugs, atMost: 3 },
  { kind: "manual" },
  { kind: "tests", run: 1, percent: 95 },
  { kind: "manual" },
  { kind: "manual" },
  { kind: "manual" },
];

/** Stores the train by the same acts as the hub's, as the release manager. Gives its number. */
export async function storeLargeTrain(standIn: StandIn): Promise<number> {
  const { organisation } = standIn;
  const { id: by = "", name = "" } =
    organisation.state.people.find(({ role }) => role === "releaseManager") ?? {};
  const azure = azureAs(standIn);
  const now = instant(Date.now());
  const office = { people: [{ id: by, name }], groups: [] };
  const offices = { releaseManager: office, releaseEngineer: office, executive: office };
  await writeTrainSettings(azure.project.id, { schema: 1, offices }, undefined, azure.documents);
  const number = await storeTrain(azure, by, now);
  await storeReleases(azure, await storeWorkItems(standIn), { number, by, now });
  return number;
}

/** The product's own client, as the release manager. */
function azureAs({ organisation, config: { extension } }: StandIn): AzureDevOps {
  const place = placeOf({ organisation });
  return azureDevOps(
    httpOf({ organisation }, "releaseManager"),
    { ...place, ...(extension && { extension }) },
    noPause,
  );
}

const here = (): { now: Instant; sha256: (text: string) => Promise<string> } => ({
  now: instant(Date.now()),
  sha256: (text) => Promise.resolve(createHash("sha256").update(text).digest("hex")),
});

/** Its criteria are there from the beginning, as in a train that is made from a template. */
async function storeTrain(azure: AzureDevOps, by: string, now: Instant): Promise<number> {
  const at = (days: number): Instant => instant(now + days * day);
  const bare = bareGates({ scoping: at(30), development: at(60), qa: at(90), production: at(120) });
  const each = size.criteria / bare.length;
  const criteria = (gate: number): readonly ExitCriterion[] =>
    Array.from({ length: each }, (_, at) => ({
      id: id(2, gate * each + at),
      text: `Exit criterion ${gate * each + at + 1}: what everybody agreed upon is so`,
      owner: by,
      daysBefore: at % 10,
      check: checks[at % checks.length] ?? { kind: "manual" },
    }));
  const gates = bare.map((gate, at) => ({ ...gate, criteria: criteria(at) }));
  const draft = { id: id(1, 1), title: "Everything", type: "major", purpose: "All that we have" } as const;
  const holding = { people: [by], unread: [] };
  const { value } = await createTrain(
    { draft: { ...draft, manager: by, from: now, to: at(130), gates } },
    {
      projectId: azure.project.id,
      doing: { by, now },
      roles: { releaseManager: holding, releaseEngineer: holding, executive: holding },
      documents: azure.documents,
      sha256: here().sha256,
    },
  );
  return value.number;
}

/** Each waits for the one before it. */
async function storeReleases(
  azure: AzureDevOps,
  items: readonly number[],
  { number, by, now }: Readonly<{ number: number; by: string; now: Instant }>,
): Promise<void> {
  const acting = actingOn(await openTrain(number, azure, now), azure, here());
  for (let at = 0; at < size.releases; at += 1) {
    const title = `Application ${at + 1}`;
    const application = { name: title, pipelines: [at + 1] };
    const dates = { from: now, to: instant(now + 100 * day) };
    const draft = { id: id(3, at), title, application, owner: by, ...dates };
    const { value } = await addApplicationRelease(number, draft, acting);
    const workItems = items.filter((_, one) => one % size.releases === at);
    const seen = { id: value.id, revision: value.revision };
    const { value: with_ } = await changeApplicationRelease(
      number,
      seen,
      { kind: "associate", workItems },
      acting,
    );
    if (at === 0) continue;
    const after = { id: value.id, revision: with_.revision };
    await changeApplicationRelease(number, after, { kind: "depend", on: id(3, at - 1) }, acting);
  }
}

/** New ones, each by a request. Gives their ids. */
async function storeWorkItems({ organisation }: StandIn): Promise<readonly number[]> {
  const path = `/contoso/${organisation.state.project.id}/_apis/wit/workitems/$Task`;
  const ids: number[] = [];
  for (let at = 0; at < size.workItems; at += 1) {
    const title = { op: "add", path: "/fields/System.Title", value: `Work item ${at + 1} of a large train` };
    const made = await organisation.call("releaseManager", "POST", path, [title]);
    ids.push((made as { id: number }).id);
  }
  return ids;
}
