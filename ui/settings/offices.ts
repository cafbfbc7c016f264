import type { Identity } from "../../core/model/person.ts";
import type { Reading } from "../../core/model/reading.ts";
import { decisionMeaning, type DecidingType } from "../../core/model/train/decision-meaning.ts";
import { isRefused } from "../../core/model/train/refused.ts";
import type { Office, Roles } from "../../core/model/train/role.ts";
import type { Holders, TrainSettings } from "../../core/model/train/train-settings.ts";
import type { Choice } from "../shared/fields.tsx";
import { officeWords } from "../shared/train-words.ts";

/** One who holds an office, as the page lists them. */
export type HolderRow = Readonly<{ id: string; name: string; isGroup: boolean; unread: boolean }>;

/** An office, what it may do, and who holds it. */
export type OfficeRow = Readonly<{
  office: Office;
  words: string;
  may: string;
  holders: readonly HolderRow[];
}>;

const may: Readonly<Record<Office, string>> = {
  releaseManager:
    "Makes and plans trains, completes their gates, delivers turnovers, gives development approvals, and closes trains.",
  releaseEngineer:
    "Accepts turnovers and deploys them, reserves environments, gives train approvals, and closes trains.",
  executive: "Gives executive approvals.",
};

const offices: readonly Office[] = ["releaseManager", "releaseEngineer", "executive"];

/** The offices with their holders. Groups whose members could not be read are marked. */
export function officeRows(settings: TrainSettings, roles: Reading<Roles>): readonly OfficeRow[] {
  return offices.map((office) => {
    const { people, groups } = settings.offices[office];
    const unread = roles.kind === "read" ? roles.value[office].unread : [];
    return {
      office,
      words: officeWords[office],
      may: may[office],
      holders: [
        ...people.map((one) => ({ ...one, isGroup: false, unread: false })),
        ...groups.map((one) => ({ ...one, isGroup: true, unread: unread.includes(one.name) })),
      ],
    };
  });
}

// What more could be stored could not be read again.
const mostHolders = 200;

function withOffice(
  settings: TrainSettings,
  office: Office,
  change: (held: Holders) => Holders,
): TrainSettings {
  return { ...settings, offices: { ...settings.offices, [office]: change(settings.offices[office]) } };
}

/** With one more who holds an office, each once. */
export function withHolder(
  settings: TrainSettings,
  office: Office,
  { id, name, isGroup }: Identity,
): TrainSettings {
  const kind = isGroup ? "groups" : "people";
  return withOffice(settings, office, (held) => {
    const others = held[kind].filter((one) => one.id !== id);
    return { ...held, [kind]: [...others, { id, name }].slice(0, mostHolders) };
  });
}

/** With one fewer. */
export function withoutHolder(settings: TrainSettings, office: Office, id: string): TrainSettings {
  return withOffice(settings, office, ({ people, groups }) => ({
    people: people.filter((one) => one.id !== id),
    groups: groups.filter((one) => one.id !== id),
  }));
}

/** With another type of work items for decisions, and the states that its process proposes; empty: as the process is. */
export function withType(
  { decisions: _, ...settings }: TrainSettings,
  name: string,
  types: readonly DecidingType[],
): TrainSettings {
  const type = types.find((one) => one.name === name);
  if (type === undefined) return settings;
  const meant = decisionMeaning(undefined, [type]);
  // A type without a completed state is refused when it is saved, with the sentence that says so.
  return { ...settings, decisions: isRefused(meant) ? { type: type.name, approved: "" } : meant };
}

/** With another state for yes, or for no; no state for no: the one for yes, with a tag. */
export function withState(
  settings: TrainSettings,
  which: "approved" | "rejected",
  state: string,
): TrainSettings {
  if (settings.decisions === undefined) return settings;
  const { rejected, ...others } = settings.decisions;
  const kept = rejected === undefined ? {} : { rejected };
  if (which === "approved") return { ...settings, decisions: { ...others, ...kept, approved: state } };
  return { ...settings, decisions: { ...others, ...(state === "" ? {} : { rejected: state }) } };
}

/** How decisions on work items look, in words. */
export function meaningWords(settings: TrainSettings, types: readonly DecidingType[]): string {
  const meant = decisionMeaning(settings.decisions, types);
  if (isRefused(meant)) return meant.refused;
  const no =
    meant.rejected === undefined ? `“${meant.approved}” with the tag Rejected` : `“${meant.rejected}”`;
  return `Who is asked gets a work item of type “${meant.type}”: “${meant.approved}” means yes or done, ${no} means no or failed.`;
}

/** The states of the chosen type, to choose from. */
export function stateChoices(
  { decisions }: TrainSettings,
  types: readonly DecidingType[],
): readonly Choice[] {
  const states = types.find(({ name }) => name === decisions?.type)?.states ?? [];
  return states.map(({ name }) => ({ value: name, text: name }));
}

/** Why the settings cannot be saved; absent where they can. */
export function whyNotSaved(
  draft: TrainSettings | undefined,
  types: Reading<readonly DecidingType[]>,
): string | undefined {
  if (draft === undefined) return "Nothing was changed.";
  const { decisions } = draft;
  if (decisions === undefined || types.kind === "failed") return undefined;
  if (decisions.approved === "") return "Choose the state that means yes.";
  if (decisions.approved === decisions.rejected) return "Yes and no need states of their own.";
  const meant = decisionMeaning(decisions, types.value);
  return isRefused(meant) ? meant.refused : undefined;
}
