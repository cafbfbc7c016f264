import { refusal } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import type { Person } from "../model/person.ts";
import { failed, read, type Reading } from "../model/reading.ts";
import type { Sha256 } from "../model/sha256.ts";
import { peopleNamedIn } from "../model/train/named-in.ts";
import type { Roles } from "../model/train/role.ts";
import { noTrainSettings, type TrainSettings } from "../model/train/train-settings.ts";
import { counted } from "../model/words.ts";
import type { AzureDevOps } from "../ports.ts";
import type { WorkItem } from "../ports-of-work-items.ts";
import { problemOf, readingOf } from "./reading-of.ts";
import { readWholeTrain, type WholeTrain } from "./train-documents.ts";
import { readTrainFacts, type TrainFactsRead } from "./train-facts.ts";
import { readTrainSettings, rolesOf } from "./train-settings.ts";
import type { TrainActing } from "./trains.ts";
import { readCalendar } from "./calendar.ts";

/** All that is known of a train when it is opened. What could not be read says so where it stands, and in `problems`. */
export type TrainKnown = Readonly<{
  whole: WholeTrain;
  me: Person;
  /** Everybody whose id stands in the train or who holds a role, with the name that they have now. */
  people: readonly Person[];
  roles: Roles;
  settings: TrainSettings;
  /** What acts are decided from. */
  facts: TrainActing["facts"];
  /** The work items that stand for decisions and tasks, then the associated ones, as they are now. */
  items: Reading<readonly WorkItem[]>;
  /** What could not be read, and what is odd, in sentences. */
  problems: readonly string[];
}>;

/** What acts upon trains need of the world. Without `sha256` no ledger can be kept, and so nothing is changed. */
export type TrainWorld = Readonly<{
  now: Instant;
  sha256?: Sha256;
  /** Where the train is found in the hub, for the work items that stand for decisions. */
  address?: string;
}>;

// Ids of a directory's whole group would be many: whoever stands in the train is named first.
const mostNamed = 100;

/**
 * Opens a train. `show` gets it as it is stored, with people and roles, after eight requests at most, whatever its size; what
 * Azure DevOps says of criteria, work items and stages is read after that: the open gate's first, and what is left out is said.
 * Refused (RM041) where there is none, and (RM044) where it cannot be understood.
 */
export async function openTrain(
  number: number,
  azure: AzureDevOps,
  now: Instant,
  show: (known: TrainKnown) => void = () => undefined,
): Promise<TrainKnown> {
  const { id } = azure.project;
  const [me, whole, stored, calendar] = await Promise.all([
    azure.people.me(),
    readWholeTrain(id, number, azure.documents),
    readingOf(readTrainSettings(id, azure.documents)),
    readingOf(readCalendar(id, azure.documents)),
  ]);
  const settings = stored.kind === "read" ? stored.value.value : noTrainSettings;
  const roles = stored.kind === "read" ? await rolesOf(settings, azure.people) : untold;
  const named = await peopleOf(me, whole, { settings, roles, azure });
  const problems = [
    ...problemOf("The settings of release trains", stored),
    ...problemOf("The calendar", calendar),
    ...groupProblems(roles, stored.kind === "read"),
    ...unreadProblems(whole),
    ...named.problems,
  ];
  const about = { whole, me, people: named.people, roles, settings };
  const known = (facts: TrainFactsRead): TrainKnown => ({
    ...about,
    facts: { ...facts.facts, calendar },
    items: facts.items,
    problems: [...problems, ...facts.problems],
  });
  show(known(notYet));
  return known(await readTrainFacts(whole, azure, { now, settings }));
}

/** What every act of `trains.ts` needs. Refused (RM002) where this world cannot hash: a ledger could not be kept. */
export function actingOn(known: TrainKnown, azure: AzureDevOps, { now, sha256 }: TrainWorld): TrainActing {
  const { me, roles, facts } = known;
  const { project, documents } = azure;
  if (sha256) return { projectId: project.id, doing: { by: me.id, now }, roles, facts, documents, sha256 };
  throw refusal({
    code: "RM002",
    what: "Nothing was changed on the train",
    where: "this page",
    cause: "It cannot compute hashes, since it is not served over https, and so the ledger could not be kept",
    next: "Open Azure DevOps over https",
  });
}

const whyNotYet = failed("the answer is still on its way");

const notYet: TrainFactsRead = {
  facts: { criteria: {}, workItems: whyNotYet, stages: {} },
  items: whyNotYet,
  problems: [],
};

const unreadSettings = { people: [], unread: ["the settings of release trains"] };

const untold: Roles = {
  releaseManager: unreadSettings,
  releaseEngineer: unreadSettings,
  executive: unreadSettings,
};

function groupProblems(roles: Roles, areSettingsRead: boolean): readonly string[] {
  const groups = areSettingsRead ? Object.values(roles).flatMap(({ unread }) => unread) : [];
  return [...new Set(groups)].map((name) => `Who is in the group ${name} could not be read.`);
}

function unreadProblems({ releases, turnovers }: WholeTrain): readonly string[] {
  return [...releases.unread, ...turnovers.unread].map(({ id, why }) => `${id} could not be read: ${why}`);
}

type Naming = Pick<TrainKnown, "settings" | "roles"> & Readonly<{ azure: Pick<AzureDevOps, "people"> }>;

async function peopleOf(
  me: Person,
  whole: WholeTrain,
  { settings, roles, azure }: Naming,
): Promise<Pick<TrainKnown, "people" | "problems">> {
  const appointed = Object.values(settings.offices).flatMap(({ people }) => people);
  const known = new Map([...appointed.map(({ id, name }) => ({ id, name })), me].map((one) => [one.id, one]));
  const holding = Object.values(roles).flatMap(({ people }) => people);
  const ids = new Set([...peopleNamedIn(whole), ...holding].filter((id) => !known.has(id)));
  const asked = [...ids].slice(0, mostNamed);
  const found = asked.length === 0 ? read([]) : await readingOf(azure.people.named(asked));
  const left = ids.size - asked.length;
  return {
    people: [...known.values(), ...(found.kind === "read" ? found.value : [])],
    problems: [
      ...problemOf("The names of people", found),
      ...(left > 0 ? [`The names of ${counted(left, "person")} more were not read.`] : []),
    ],
  };
}
