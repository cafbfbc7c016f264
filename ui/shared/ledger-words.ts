import type { TrainKnown } from "../../core/acts/open-train.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
import type { LedgerEntry } from "../../core/model/train/ledger.ts";
import { gateNames } from "../../core/model/train/stage-gate.ts";
import { counted } from "../../core/model/words.ts";
import { exactTime } from "./time.ts";
import { documentsOf, whoIs } from "./train-known.ts";
import { gateTitles } from "./train-words.ts";
import { partOf, readAct } from "./read-act.ts";

type Act = Readonly<Record<string, unknown>>;

/** An act in words. `{path}` stands for a part of it. */
const words: Readonly<Record<string, string>> = {
  import: "Imported the train, which was number {number} where it came from",
  promote: "Promoted the turnover {from}",
  plan: "Changed the plan: {*}",
  moveGate: "Moved the {gate} to {date}",
  setApprovals: "Set the approvals of the {gate}: {levels}",
  addCriterion: "Added to the {gate} the exit criterion {criterion.text}",
  removeCriterion: "Removed the exit criterion {criterion}",
  tickCriterion: "Ticked the exit criterion {criterion}: {evidence}",
  addMilestone: "Added the milestone {milestone.name} for {milestone.date}",
  moveMilestone: "Moved the milestone {milestone} to {date}",
  removeMilestone: "Removed the milestone {milestone}",
  reachMilestone: "Said that the milestone {milestone} is reached",
  overrideMilestone: "Overrode the milestone {milestone}: {date}, owner {owner}; {reason}",
  reserveEnvironment: "Reserved the environment {name}",
  giveUpEnvironment: "Gave up the environment {name}",
  completeGate: "Completed the {gate}",
  reopenGate: "Opened the {gate} again: {reason}",
  ask: "Asked {items}",
  askPerson: "Asked on work item {item} about the exit criterion {criterion}",
  askTask: "Asked on work item {item} for the task {task}",
  close: "Closed it {comment}",
  cancel: "Cancelled it: {reason}",
  carry: "Chose the releases {releases}",
  associate: "Associated {workItems}",
  depend: "Noted that it depends on {on}",
  independ: "Removed the dependency on {on}",
  advance: "Advanced it to {to}",
  reopen: "Sent it back to construction: {reason}",
  addTask: "Added the deployment task {task.title}",
  changeTask: "Changed the deployment task {task}",
  moveTask: "Moved the deployment task {task}",
  removeTask: "Removed the deployment task {task}",
  copyTasks: "Copied deployment tasks of {from}",
  deliver: "Delivered it {comment}",
  recall: "Recalled it: {reason}",
  accept: "Accepted it {comment}",
  reject: "Rejected it: {reason}",
  makeReady: "Made it ready {comment}",
  start: "Started its deployment {comment}",
  beginTask: "Began the task {task}",
  skipTask: "Skipped the task {task}: {reason}",
  retry: "Tried again: {reason}",
  sendBack: "Sent it back: {reason}",
};

/** Ids that the train gave to something, with its name. */
function titlesIn({ whole }: TrainKnown): ReadonlyMap<string, string> {
  const train = whole.train.value;
  const parts = [...whole.releases.kept, ...whole.turnovers.kept].map(({ value }) => value);
  const milestones = [train, ...whole.releases.kept.map(({ value }) => value)].flatMap(
    (one) => one.milestones,
  );
  const tasks = whole.turnovers.kept.flatMap(({ value }) => value.tasks);
  return new Map([
    ...train.gates.flatMap(({ criteria }) => criteria.map(({ id, text }) => [id, text] as const)),
    ...milestones.map(({ id, name }) => [id, name] as const),
    ...[...parts, ...tasks].map(({ id, title }) => [id, title] as const),
  ]);
}

const dates: readonly string[] = ["date", "from", "to", "scheduled"];
const persons: readonly string[] = ["owner", "manager", "person"];

/** What came with an entry, by the name that it had: it may be gone by now. */
function titlesTold({ act }: Pick<LedgerEntry, "act">): readonly (readonly [string, string])[] {
  const read = readAct(act) ?? {};
  const paths = ["criterion.text", "milestone.name", "task.title"];
  return paths.flatMap((path) => {
    const [id, title] = [partOf(read, path.replace(/\w+$/, "id")), partOf(read, path)];
    return typeof id === "string" && typeof title === "string" ? [[id, title] as const] : [];
  });
}

type Say = (name: string, value: unknown) => string;

function sayerOf(known: TrainKnown, titles: ReadonlyMap<string, string>): Say {
  return (name, value) => {
    if (typeof value === "number") return dates.includes(name) ? exactTime(value) : String(value);
    if (Array.isArray(value)) return severalOf(name, value, titles);
    return typeof value === "string" ? textOf(name, value, { known, titles }) : "";
  };
}

type Names = Readonly<{ known: TrainKnown; titles: ReadonlyMap<string, string> }>;

function textOf(name: string, value: string, { known, titles }: Names): string {
  if (persons.includes(name)) return whoIs({ known }, value);
  const gate = name === "gate" ? gateNames.find((one) => one === value) : undefined;
  if (gate !== undefined) return gateTitles[gate];
  const title = bounded(defuse(titles.get(value) ?? value), 200);
  return name === "to" || title === "" ? title : `“${title}”`;
}

/** Says what an act of the ledger was, in words that a person reads. `entries`: the whole ledger; `seen`: the train as it was before. */
export function wordsFor(
  known: TrainKnown,
  entries: readonly Pick<LedgerEntry, "act">[],
  seen = known,
): (entry: Pick<LedgerEntry, "act" | "subject">) => string {
  const say = sayerOf(
    known,
    new Map([...entries.flatMap(titlesTold), ...titlesIn(seen), ...titlesIn(known)]),
  );
  return ({ act, subject }) => {
    const read = readAct(act);
    if (read === undefined) return "An act that cannot be read";
    if (read["kind"] === "create") return `Created the ${subjectWords[subject.kind]}`;
    return templateOf(read)
      .replace(/\{([\w.*]+)\}/g, (_, path: string) =>
        path === "*" ? changes(read, say) : say(path.split(".").at(-1) ?? path, partOf(read, path)),
      )
      .trim();
  };
}

const subjectWords: Readonly<Record<LedgerEntry["subject"]["kind"], string>> = {
  train: "train",
  release: "application release",
  turnover: "turnover",
};

function templateOf(act: Act): string {
  const kind = typeof act["kind"] === "string" ? act["kind"] : "";
  if (kind === "decide") return decision(act);
  if (kind === "finishTask")
    return `The task {task} ${act["succeeded"] === true ? "succeeded" : "failed"}: {note}`;
  const known = Object.hasOwn(words, kind) ? words[kind] : undefined;
  return known ?? `An act that this version does not know: ${bounded(defuse(kind), 60)}`;
}

function decision(act: Act): string {
  const verb = act["approve"] === true ? "Approved" : "Rejected";
  const where =
    act["change"] === undefined ? "" : ", on work item {change.item} at its revision {change.revision}";
  return `${verb} level {level} of the {gate}${where} {comment}`;
}

function changes(act: Act, say: Say): string {
  return Object.entries(act)
    .filter(([name]) => name !== "kind")
    .map(([name, value]) =>
      name === "application"
        ? "application"
        : `${name === "leftOut" ? "left out" : name} ${say(name, value) || "nothing"}`,
    )
    .join(", ");
}

/** The id that stands in a list of ids, or of parts that have one. */
function idOf(one: unknown): string {
  const id = typeof one === "object" && one !== null && "id" in one ? one.id : one;
  return typeof id === "string" ? id : "";
}

function severalOf(name: string, all: readonly unknown[], titles: ReadonlyMap<string, string>): string {
  if (name === "workItems") return counted(all.length, "work item");
  if (name === "levels") return counted(all.length, "level");
  if (name === "items") return `approvers on ${counted(all.length, "work item")}`;
  const shown = all.slice(0, 5).map((one) => titles.get(idOf(one)) ?? idOf(one));
  return bounded(defuse(shown.join(", ")), 200) + (all.length > 5 ? ` and ${all.length - 5} more` : "");
}

/** What was done since the reader saw the train, a sentence each, the first one first. */
export function sinceSeen(
  entries: readonly LedgerEntry[],
  seen: TrainKnown,
  known: TrainKnown,
): readonly string[] {
  const revisions = new Map(documentsOf(seen).map(({ id, revision }) => [id, revision]));
  const words = wordsFor(known, entries, seen);
  const titles = new Map(documentsOf(known).map(({ id, title }) => [id, title]));
  return entries
    .filter(({ subject }) => subject.revision > (revisions.get(subject.id) ?? 0))
    .map((entry) => {
      const title = titles.get(entry.subject.id) ?? "what is gone";
      return `${whoIs({ known }, entry.by)}, ${exactTime(entry.on)}, on “${title}”: ${words(entry)}`;
    });
}
