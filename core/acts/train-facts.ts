import type { Instant } from "../model/instant.ts";
import { read, type Reading } from "../model/reading.ts";
import { onBoard } from "../model/train/application-release.ts";
import type { CriterionFact } from "../model/train/evaluate-criterion.ts";
import type { ExitCriterion, StateCategory } from "../model/train/exit-criterion.ts";
import { decidingItemsIn } from "../model/train/named-in.ts";
import { gateNames, gateWords } from "../model/train/stage-gate.ts";
import type { TrainSettings } from "../model/train/train-settings.ts";
import { gateOf, gateOfPhase, type Train } from "../model/train/train.ts";
import { waitingDecisions } from "../model/train/waiting-decision.ts";
import { counted, listed } from "../model/words.ts";
import type { AzureDevOps } from "../ports.ts";
import type { WorkItem } from "../ports-of-work-items.ts";
import { inParallel } from "./in-parallel.ts";
import { problemOf, readingOf } from "./reading-of.ts";
import { stageOf } from "./release-of.ts";
import { criterionReaders, type CriterionReaders } from "./train-criteria.ts";
import type { WholeTrain } from "./train-documents.ts";
import type { TrainActing } from "./trains.ts";

/** What Azure DevOps says of a train's criteria, work items and stages. */
export type TrainFactsRead = Readonly<{
  facts: Pick<TrainActing["facts"], "criteria" | "workItems" | "stages">;
  items: Reading<readonly WorkItem[]>;
  problems: readonly string[];
}>;

// 4,000 are 20 requests.
const mostItems = 4000;
const atOnce = 6;

/**
 * Reads what a train's acts are decided from: work items in batches, those of decisions and tasks first; then the stages that
 * run, and the criteria of the gates that have not passed, the open gate's first. What would take too many requests is left
 * out, and said.
 */
export async function readTrainFacts(
  whole: WholeTrain,
  azure: AzureDevOps,
  { now, settings }: Readonly<{ now: Instant; settings: TrainSettings }>,
): Promise<TrainFactsRead> {
  const wanted = itemsWanted(whole);
  const ids = wanted.all.slice(0, mostItems);
  const items = ids.length === 0 ? read([]) : await readingOf(azure.workItems.get(ids));
  const readers = criterionReaders(azure, {
    decisions: settings.decisions,
    train: whole.train.value.number,
  });
  const stages = await stagesOf(whole, readers);
  const asked = gatesLeft(whole.train.value);
  const associated = associatedOf(items, wanted);
  const criteria = await inParallel(asked, atOnce, async ({ criterion }) => {
    const { kind } = criterion.check;
    const fact = kind === "workItems" ? associated : await readers.fact(criterion);
    return [criterion.id, { on: now, fact }] as const;
  });
  return {
    facts: { criteria: Object.fromEntries(criteria), workItems: categoriesOf(items), stages },
    items,
    problems: [
      ...problemOf("The work items", items),
      ...missingDeciders(wanted, items),
      ...leftItems(wanted.all.length),
      ...criteriaProblems(asked, Object.fromEntries(criteria)),
    ],
  };
}

type Wanted = Readonly<{
  /** Those on which something is or was decided. */
  deciding: readonly number[];
  /** Those of them on which something waits to be decided. */
  waiting: readonly number[];
  associated: readonly number[];
  all: readonly number[];
}>;

function itemsWanted({ train, releases, turnovers }: WholeTrain): Wanted {
  const live = onBoard(releases.kept.map(({ value }) => value));
  const ofTurnovers = turnovers.kept.map(({ value }) => value);
  const deciding = decidingItemsIn([train.value, ...ofTurnovers]);
  const associated = [...new Set(live.flatMap(({ workItems }) => workItems))];
  const others = ofTurnovers.flatMap(({ workItems }) => workItems);
  return {
    deciding,
    waiting: waitingDecisions(train.value, ofTurnovers).flatMap(({ items }) => items),
    associated,
    all: [...new Set([...deciding, ...associated, ...others])],
  };
}

function associatedOf(
  items: Reading<readonly WorkItem[]>,
  { associated, all }: Wanted,
): Reading<CriterionFact> {
  if (items.kind === "failed") return items;
  const asked = new Set(all.slice(0, mostItems));
  if (!associated.every((id) => asked.has(id))) {
    return {
      kind: "failed",
      why: `${associated.length} work items are associated, and ${mostItems} are read`,
    };
  }
  const known = new Map(items.value.map((item) => [item.id, item]));
  return read({
    kind: "workItems",
    items: associated.map((id) => {
      const category = known.get(id)?.category;
      return { id, ...(category === undefined ? {} : { category }) };
    }),
  });
}

function categoriesOf(items: Reading<readonly WorkItem[]>): Reading<Readonly<Record<number, StateCategory>>> {
  if (items.kind === "failed") return items;
  return read(
    Object.fromEntries(
      items.value.flatMap(({ id, category }) => (category === undefined ? [] : [[id, category] as const])),
    ),
  );
}

function missingDeciders(
  { deciding, waiting }: Wanted,
  items: Reading<readonly WorkItem[]>,
): readonly string[] {
  if (items.kind === "failed") return [];
  const known = new Set(items.value.map(({ id }) => id));
  const lost = deciding.filter((id) => !known.has(id));
  return lost.map((id) =>
    waiting.includes(id)
      ? `Work item #${id}, on which somebody decides, is deleted or not visible to you: nothing on it is counted.`
      : `Work item #${id}, on which it was decided, is deleted or not visible to you: it cannot be looked up there.`,
  );
}

function leftItems(number: number): readonly string[] {
  if (number <= mostItems) return [];
  return [`${counted(number - mostItems, "work item")} of ${number} were not read: there are too many.`];
}

type Asked = Readonly<{ gate: string; criterion: ExitCriterion }>;

/** The criteria of the gates that have not passed, the open gate's first. A ticked one needs no reading. */
function gatesLeft(train: Train): readonly Asked[] {
  const open = gateOfPhase(train.phase);
  if (open === undefined) return [];
  return gateNames
    .slice(gateNames.indexOf(open))
    .flatMap((name) =>
      (gateOf(train, name)?.criteria ?? [])
        .filter(({ check }) => check.kind !== "manual")
        .map((criterion) => ({ gate: gateWords(name), criterion })),
    );
}

function criteriaProblems(
  asked: readonly Asked[],
  facts: Readonly<Record<string, Readonly<{ fact: Reading<unknown> }>>>,
): readonly string[] {
  const failed = asked.filter(({ criterion: { id } }) => facts[id]?.fact.kind === "failed");
  if (failed.length === 0) return [];
  const gates = listed([...new Set(failed.map(({ gate }) => gate))]);
  return [
    `${counted(failed.length, "exit criterion").replace("criterions", "criteria")} of the ${gates} could not be read.`,
  ];
}

/** What Azure DevOps says of the stages that automated tasks started. */
async function stagesOf(
  { turnovers }: WholeTrain,
  { release }: Pick<CriterionReaders, "release">,
): Promise<TrainFactsRead["facts"]["stages"]> {
  const running = turnovers.kept
    .flatMap(({ value }) => value.tasks)
    .flatMap(({ id, state, stage }) => (state === "running" && stage ? [{ id, stage }] : []));
  const states = await inParallel(running, atOnce, async ({ id, stage }) => {
    const found = await release(stage.release);
    if (found.kind === "failed") return [id, found] as const;
    const what = "What the stage does was not read";
    const state = await readingOf(Promise.resolve().then(() => stageOf(found.value, stage.name, what)));
    return [id, state.kind === "failed" ? state : read(state.value.status.state)] as const;
  });
  return Object.fromEntries(states);
}
