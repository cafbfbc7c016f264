import type { SealedArtefact, SolutionFacts } from "../../../core/model/artefact.ts";
import { ended, refusal } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { PlannedArtefact } from "../../../core/model/target.ts";
import { decideImport } from "./decide-import.ts";
import type { Decision, InstalledState } from "./decide-import.ts";
import { changesOf, matchSettings, parseSettings, strangers } from "./deployment-settings.ts";
import type { DeploymentSettings, ValueToSet } from "./deployment-settings.ts";
import { currentValues, installedOf, whereOf } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { openArchive } from "./solution-archive.ts";
import type { SolutionArchive } from "./solution-archive.ts";
import { sentence } from "./why.ts";

/** The plan for one artefact, with what deploying it needs. */
export type SolutionStep = Readonly<{
  planned: PlannedArtefact;
  archive?: SolutionArchive;
  decision?: Decision;
}>;

/** The plan for all of them. */
export type SolutionPlan = Readonly<{ steps: readonly SolutionStep[]; settings: DeploymentSettings }>;

/** Reads the zips and the environment, and decides for each artefact. Writes nothing. */
export async function planSolutions(
  environment: Environment,
  artefacts: readonly SealedArtefact[],
): Promise<SolutionPlan> {
  const settings = settingsOf(environment);
  const opened = await openAll(environment, artefacts);
  const archives = opened.flatMap(({ archive }) => ("because" in archive ? [] : [archive]));
  tellStrangers(environment, settings, archives);
  const names = archives.map(({ content }) => content.facts.uniqueName);
  const installed = await installedOf(environment, names);
  const steps: SolutionStep[] = [];
  for (const { artefact, archive } of opened) {
    if ("because" in archive) {
      steps.push(refused(artefact, archive.because, "Build the solution again"));
      continue;
    }
    const fault = faultOf({ artefact, archive }, opened, installed);
    if (fault !== undefined) {
      steps.push(refused(artefact, fault.because, fault.next));
      continue;
    }
    const { facts } = archive.content;
    const state = installed.get(facts.uniqueName.toLowerCase()) ?? {};
    const decision = decideImport(facts, state, environment.settings.stageClass);
    steps.push(await stepFor(environment, { artefact, archive, decision, settings }));
  }
  return { steps, settings };
}

/** What is wrong with a solution whatever is done with it: a twin before it, its place in the order. */
function faultOf(
  { artefact, archive }: Pick<Decided, "artefact" | "archive">,
  opened: readonly Opened[],
  installed: ReadonlyMap<string, InstalledState>,
): Readonly<{ because: string; next: string }> | undefined {
  const { name } = artefact;
  const { uniqueName } = archive.content.facts;
  const twin = opened.find((other) => nameIn(other) === uniqueName.toLowerCase());
  if (twin !== undefined && twin.artefact.name !== name) {
    const because = `${twin.artefact.name} and ${name} both hold solution '${uniqueName}'`;
    return { because, next: "Keep one of them in the build" };
  }
  const late = neededLater(archive, opened, installed);
  return late === undefined
    ? undefined
    : { because: late, next: "Give them the order in which they need each other, by their numbers" };
}

/** The solution's name in lower case. */
function nameIn({ archive }: Opened): string | undefined {
  return "because" in archive ? undefined : archive.content.facts.uniqueName.toLowerCase();
}

/** A solution that this one needs, that is not there and that comes after it: named with its artefact. */
function neededLater(
  { content, path }: SolutionArchive,
  opened: readonly Opened[],
  installed: ReadonlyMap<string, InstalledState>,
): string | undefined {
  const own = opened.findIndex(({ archive }) => !("because" in archive) && archive.path === path);
  for (const { artefact, archive } of opened.slice(own + 1)) {
    if ("because" in archive) continue;
    const { uniqueName } = archive.content.facts;
    const isThere = installed.get(uniqueName.toLowerCase())?.solution !== undefined;
    if (!isThere && content.needs.includes(uniqueName.toLowerCase()))
      return `'${content.facts.uniqueName}' needs '${uniqueName}', which is not there and comes after it, with ${artefact.name}`;
  }
  return undefined;
}

function settingsOf({ settings, api }: Environment): DeploymentSettings {
  const parsed = parseSettings(settings.settingsFile);
  if (!("fault" in parsed)) return parsed;
  throw refusal({
    code: "RM001",
    what: `${settings.environment} was not deployed`,
    where: `deployment settings file, ${api.origin}`,
    cause: `The file cannot be used: ${defuse(parsed.fault)}`,
    next: "Mend the file; 'pac solution create-settings' makes one of the right form.",
  });
}

type Opened = Readonly<{
  artefact: SealedArtefact;
  archive: SolutionArchive | Readonly<{ because: string }>;
}>;

async function openAll({ world }: Environment, artefacts: readonly SealedArtefact[]): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const artefact of artefacts) {
    opened.push({ artefact, archive: await openArchive(artefact, world.archivePath(artefact)) });
  }
  return opened;
}

function tellStrangers(
  environment: Environment,
  settings: DeploymentSettings,
  archives: readonly SolutionArchive[],
): void {
  const names = strangers(
    settings,
    archives.map(({ content }) => content),
  );
  if (names.length === 0) return;
  const list = names.map((name) => `'${bounded(defuse(name), 100)}'`).join(", ");
  environment.world.tell(
    `No solution of this release has ${list} of the deployment settings file: not used.`,
  );
}

type Decided = Readonly<{
  artefact: SealedArtefact;
  archive: SolutionArchive;
  decision: Decision;
  settings: DeploymentSettings;
}>;

async function stepFor(environment: Environment, decided: Decided): Promise<SolutionStep> {
  const { artefact, archive, decision, settings } = decided;
  if (decision.do === "refuse")
    return { ...refused(artefact, decision.because, decision.next), archive, decision };
  const current = await currentValues(environment, archive.content);
  const { values, faults } = matchSettings(settings, archive.content, current);
  if (faults.length > 0) {
    const where = `the deployment settings for ${whereOf(environment)}`;
    return {
      ...refused(artefact, `${faults.join("; ")} (${where})`, "Give it in the settings file"),
      archive,
      decision,
    };
  }
  tellExported(environment, archive);
  const wanted = decision.do === "skip" ? changesOf(values) : values;
  const action = actionOf(decision, wanted);
  const text = `${sentenceOf(archive.content.facts, decision)}${valuesWords(wanted)}`;
  return {
    planned: { artefact: artefact.name, kind: artefact.kind, action, text: clean(text) },
    archive,
    decision,
  };
}

function tellExported({ world }: Environment, { content }: SolutionArchive): void {
  const names = content.variables
    .filter(({ exportedValue }) => exportedValue)
    .map(({ schemaName }) => `'${schemaName}'`);
  if (names.length === 0) return;
  const list = clean(names.join(", "));
  world.tell(
    `Solution '${clean(content.facts.uniqueName)}' brings a value of ${list} along from where it was exported.`,
  );
}

function actionOf(decision: Decision, values: readonly ValueToSet[]): PlannedArtefact["action"] {
  if (decision.do === "install") return "create";
  return decision.do === "skip" && values.length === 0 ? "skip" : "update";
}

function sentenceOf({ uniqueName, version, managed }: SolutionFacts, decision: Decision): string {
  const name = `Solution '${uniqueName}'`;
  switch (decision.do) {
    case "install":
      return `${name} ${version} (${managed ? "managed" : "unmanaged"}) will be installed.`;
    case "upgrade":
      return `${name} will be upgraded from ${decision.from} to ${version}.`;
    case "update":
      return `${name} (unmanaged) will be imported over ${decision.from} as ${version}, and everything published.`;
    case "promote":
      return `The upgrade of ${name} from ${decision.from} to ${version}, staged earlier, will be applied.`;
    case "skip":
      return `${name} ${version} is already installed.`;
    case "refuse":
      return `${sentence(decision.because)}.`;
  }
}

function valuesWords(values: readonly ValueToSet[]): string {
  if (values.length === 0) return "";
  return ` From the settings file: ${values.map(({ name }) => `'${name}'`).join(", ")}.`;
}

function refused(artefact: SealedArtefact, because: string, next: string): SolutionStep {
  const text = clean(`${ended(sentence(because))} ${next.replace(/\.$/, "")}.`);
  return { planned: { artefact: artefact.name, kind: artefact.kind, action: "refuse", text } };
}

function clean(text: string): string {
  return bounded(defuse(text), 2000);
}
