import { failed, read, type Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import type { CarriedId } from "../model/train/carried-release.ts";
import { decisionMeaning, wordsIn, isMadeFor } from "../model/train/decision-meaning.ts";
import type { SaidWord } from "../model/train/decision-meaning.ts";
import { personAsk, questionTitle } from "../model/train/decision-words.ts";
import type { CriterionFact } from "../model/train/evaluate-criterion.ts";
import type { CriterionCheck, ExitCriterion } from "../model/train/exit-criterion.ts";
import { isRefused } from "../model/train/refused.ts";
import type { DecisionItems } from "../model/train/train-settings.ts";
import type { AzureDevOps } from "../ports.ts";
import { refusal } from "../failure.ts";
import { carriedOf } from "./carried-release.ts";
import { inParallel } from "./in-parallel.ts";
import { rationed, type Ration } from "./rationed.ts";
import { deployedReader } from "./train-deployed.ts";

/** Reads what criteria ask for, each thing once. */
export type CriterionReaders = Readonly<{
  release: (id: CarriedId) => Promise<Reading<Release>>;
  fact: (criterion: ExitCriterion) => Promise<Reading<CriterionFact>>;
}>;

// A gate of a few hundred criteria usually asks for few different things.
const mostRequests = 60;

type Check<K extends CriterionCheck["kind"]> = Extract<CriterionCheck, { kind: K }>;

/** What readers know besides. `decisions`: what settings say of work items that decide. `train`: the train's number. */
export type CriterionWorld = Readonly<{ decisions: DecisionItems | undefined; train: number }>;

/** A work item, and what a person is asked by it. */
type Asked = Readonly<{ item: number; about: string }>;

/** Readers that ask Azure DevOps for at most 60 things together. */
export function criterionReaders(azure: AzureDevOps, { decisions, train }: CriterionWorld): CriterionReaders {
  const ration: Ration = { left: mostRequests };
  const { workItems, testRuns } = azure;
  const count = rationed(ration, async (id: string) => (await workItems.query(id)).length);
  const run = rationed(ration, (id: number) => testRuns.get(id));
  const said = rationed(ration, ({ item, about }: Asked) => {
    const title = questionTitle(personAsk(about), train);
    return decisionsOn(item, { title, decisions }, azure);
  });
  const pullRequests = pullRequestReader(ration, azure);
  const release = rationed(ration, (id: CarriedId) => carriedOf(id, azure));
  const deployed = deployedReader(ration, { azure, release });
  const fact = async ({ check, item }: ExitCriterion): Promise<Reading<CriterionFact>> => {
    if (check.kind === "query")
      return mapped(await count(check.query), (found) => ({ kind: "query", count: found }));
    if (check.kind === "tests")
      return mapped(await run(check.run), (found) => ({ kind: "tests", run: check.run, ...found }));
    if (check.kind === "pullRequests") return pullRequests(check);
    if (check.kind === "deployed") return deployed(check);
    if (check.kind !== "approved") return failed("Nothing is read for it");
    if (item === undefined) return read({ kind: "approved", decisions: [] });
    return mapped(await said({ item, about: check.about }), (all) => ({
      kind: "approved",
      decisions: all.map(({ by, on, approved }) => ({
        ...{ by: by.id, on },
        ...(approved === undefined ? {} : { approved }),
      })),
    }));
  };
  return { release, fact };
}

function mapped<T, R>(reading: Reading<T>, map: (value: T) => R): Reading<R> {
  return reading.kind === "read" ? read(map(reading.value)) : reading;
}

async function decisionsOn(
  item: number,
  { title, decisions }: Readonly<{ title: string; decisions: DecisionItems | undefined }>,
  { workItems, project }: Pick<AzureDevOps, "workItems" | "project">,
): Promise<readonly SaidWord[]> {
  const meaning = decisionMeaning(decisions, await workItems.types());
  if (isRefused(meaning)) {
    const next = "Choose work items for decisions in the settings of release trains";
    throw notRead(item, meaning.refused, next);
  }
  const changes = await workItems.changes(item);
  if (isMadeFor({ project: project.name, title }, changes)) return wordsIn(meaning, changes);
  const next = "Remove the criterion, add it anew, and ask the person";
  throw notRead(item, `Work item #${item} was not made to ask for it`, next);
}

function notRead(item: number, cause: string, next: string): Error {
  return refusal({ code: "RM001", what: "A decision was not read", where: `work item ${item}`, cause, next });
}

function pullRequestReader(
  ration: Ration,
  { pullRequests }: Pick<AzureDevOps, "pullRequests">,
): (check: Check<"pullRequests">) => Promise<Reading<CriterionFact>> {
  const one = rationed(ration, ({ repository, id }: Readonly<{ repository: string; id: number }>) =>
    pullRequests.get(repository, [id]),
  );
  return async ({ repository, ids }) => {
    const found = await inParallel(ids, 4, (id) => one({ repository, id }));
    const broken = found.find((reading) => reading.kind === "failed");
    if (broken?.kind === "failed") return broken;
    const items = found.flatMap((reading) => (reading.kind === "read" ? reading.value : []));
    return read({ kind: "pullRequests", items });
  };
}
