import type { Instant } from "../../core/model/instant.ts";
import type { ReleaseAct } from "../../core/model/train/act-on-release.ts";
import type { CarriedId } from "../../core/model/train/carried-release.ts";
import { phases, rankOf, rollUp, scheduleWarnings } from "../../core/model/train/application-release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { cycleOf } from "../../core/model/train/dependency.ts";
import { milestonesOf, type StandingMilestone } from "../../core/model/train/milestone.ts";
import { hasEnded } from "../../core/model/train/train.ts";
import { listed } from "../../core/model/words.ts";
import { duration } from "../shared/time.ts";
import { gateTitles, phaseWords } from "../shared/train-words.ts";
import { releasesOf, trainOf, whoIs } from "../shared/train-known.ts";
import { formFor } from "../shared/form.ts";
import type { About, Offer } from "./about.ts";
import { othersOf } from "./order.ts";
import { carryForm, itemsForm } from "./forms-of-items.ts";
import { boardForm, dependForm, editForm, endingForm } from "./forms-of-release.ts";
import { overrideForm, ownMilestoneForm } from "./forms-of-release.ts";
import { applicationWords, namesProblems, type NamesRead, releaseWords } from "./names.ts";
import { doing, itemRows, type ItemRow, itemsWords, type Of } from "./items.ts";
import { formOffer, orderOffer } from "./train.ts";

/** One milestone of an application release. */
export type StandingRow = Readonly<{
  id: string;
  name: string;
  /** Where it comes from, in words. */
  origin: string;
  gate: string;
  date: Instant;
  late?: string;
  owner: string;
  words: string;
  offers: readonly Offer[];
}>;

/** One application release as a card. */
export type ReleaseCard = Readonly<{
  id: string;
  title: string;
  phase: string;
  isOff: boolean;
  facts: readonly Readonly<{ name: string; words: string }>[];
  from: Instant;
  to: Instant;
  warnings: readonly string[];
  releases: readonly Readonly<{ id: CarriedId; words: string }>[];
  dependsOn: readonly Readonly<{ title: string; remove: Offer }>[];
  /** Titles of those that it waits for now. */
  waitsFor: string;
  milestones: readonly StandingRow[];
  /** How many work items there are, and how many of them are done, in words. */
  itemsWords: string;
  hasItems: boolean;
  items: () => readonly ItemRow[];
  offers: readonly Offer[];
  milestoneOffer: Offer;
  itemOffer: Offer;
}>;

/** The whole of what travels on the train. */
export type ReleasesShown = Readonly<{
  /** In a sentence: whoever is furthest behind, and who waits. */
  words: readonly string[];
  /** Why names are missing, a sentence each. */
  problems: readonly string[];
  /** Titles in the order of deployment. */
  order: readonly string[];
  cards: readonly ReleaseCard[];
  add: Offer;
}>;

const origins: Readonly<Record<StandingMilestone["origin"], string>> = {
  own: "its own",
  inherited: "inherited from the train",
  overridden: "inherited, and overridden here",
};

function standingRow(milestone: StandingMilestone, of: Of): StandingRow {
  const { id, name, gate, date, owner, reached, origin } = milestone;
  const { about } = of;
  const isLate = reached === undefined && date < about.now;
  return {
    ...{ id, name, date, gate: gateTitles[gate], origin: origins[origin], owner: whoIs(about, owner) },
    ...(isLate ? { late: duration(about.now - date) } : {}),
    words: reached === undefined ? "not reached" : `reached by ${whoIs(about, reached.by)}`,
    offers: standingOffers(milestone, of),
  };
}

/** Finds the application release again, as it is by then. */
function releaseNow({ release }: Of): (about: About) => ApplicationRelease | undefined {
  return (about) => releasesOf(about).find(({ id }) => id === release.id);
}

function standingNow(
  of: Of,
  id: string,
): (about: About) => readonly [ApplicationRelease, StandingMilestone] | undefined {
  return (about) => {
    const release = releaseNow(of)(about);
    const milestone = release && milestonesOf(trainOf(about), release).find((one) => one.id === id);
    return milestone && [release, milestone];
  };
}

function standingOffers(milestone: StandingMilestone, of: Of): readonly Offer[] {
  const { id, name, date, owner, origin } = milestone;
  const { release, about } = of;
  const where = `${name} of ${release.title}`;
  const override = doing(of, { kind: "overrideMilestone", milestone: id, date, owner, reason: "x" });
  return [
    orderOffer("Reached", about, {
      order: doing(of, { kind: "reachMilestone", milestone: id }),
      ...{ said: `The milestone “${name}” is reached.`, label: `Reached: ${where}` },
    }),
    origin === "own"
      ? orderOffer("Remove", about, {
          order: doing(of, { kind: "removeMilestone", milestone: id }),
          ...{ said: `The milestone “${name}” is removed.`, label: `Remove ${where}` },
        })
      : formOffer("Override…", about, {
          ...{ probe: override, label: `Override… ${where}` },
          form: formFor(standingNow(of, id), ([part, one]) => overrideForm(part, one)),
        }),
  ];
}

function dependencies(of: Of, all: readonly ApplicationRelease[]): ReleaseCard["dependsOn"] {
  const { release, about } = of;
  return release.dependsOn.map((on) => {
    const title = all.find(({ id }) => id === on)?.title ?? "what could not be read";
    return {
      title,
      remove: orderOffer("Remove", about, {
        order: doing(of, { kind: "independ", on }),
        ...{ said: "The dependency is removed.", label: `Remove: ${release.title} depends on ${title}` },
      }),
    };
  });
}

function advanceOffer(of: Of): readonly Offer[] {
  const { release, about } = of;
  const to = phases[rankOf(release.phase) + 1];
  if (to === undefined || hasEnded(release)) return [];
  const words = `Advance to ${phaseWords[to].toLowerCase()}`;
  const order = doing(of, { kind: "advance", to });
  const said = `${release.title} is in ${to} now.`;
  return [orderOffer(words, about, { order, said, label: `${words}: ${release.title}` })];
}

function cardOffers(of: Of): readonly Offer[] {
  const { release, about } = of;
  const { id, title } = release;
  const back = {
    kind: "reopen",
    title: `Send ${title} back to construction`,
    button: "Send it back",
    said: `${title} is in construction again.`,
  } as const;
  const off = {
    kind: "cancel",
    title: `Take ${title} off the train`,
    button: "Take it off",
    said: `${title} is off the train.`,
  } as const;
  const others = othersOf(about.known, id);
  // One that would close a circle says nothing of the others.
  const on = others.find((one) => cycleOf(others, id, one.id) === undefined) ?? others[0];
  const found = releaseNow(of);
  const some = (words: string, probe: ReleaseAct, form: Extract<Offer, { form: unknown }>["form"]): Offer =>
    formOffer(words, about, { probe: doing(of, probe), form, label: `${words} ${title}` });
  return [
    some("Edit…", { kind: "plan" }, formFor(found, editForm)),
    ...advanceOffer(of),
    some("Send back…", { kind: "reopen", reason: "x" }, () => endingForm(id, back)),
    some("Choose releases…", { kind: "carry", releases: release.releases }, formFor(found, carryForm)),
    some("Depends on…", { kind: "depend", on: on?.id ?? "" }, formFor(found, dependForm)),
    some("Take off…", { kind: "cancel", reason: "x" }, () => endingForm(id, off)),
  ];
}

type Beside = Readonly<{ all: readonly ApplicationRelease[]; waits: readonly string[]; names: NamesRead }>;

function cardOf(of: Of, { all, waits, names }: Beside): ReleaseCard {
  const { release, about } = of;
  const train = about.known.whole.train.value;
  const { id, title, phase, from, to, releases, cancelled, owner } = release;
  const milestone = { id, name: "x", date: to, owner, gate: "production" } as const;
  const gone = cancelled && [`Taken off by ${whoIs(about, cancelled.by)}: ${cancelled.reason}`];
  return {
    ...{ id, title, from, to, phase: phaseWords[phase], isOff: phase === "cancelled" },
    releases: releases.map((one) => ({ id: one, words: releaseWords(one, names) })),
    facts: [
      { name: "Application", words: applicationWords(release.application, names) },
      { name: "Owner", words: whoIs(about, owner) },
    ],
    warnings: gone ?? scheduleWarnings(release, train),
    dependsOn: dependencies(of, all),
    waitsFor: listed(titlesOf(waits, all)),
    milestones: milestonesOf(train, release).map((one) => standingRow(one, of)),
    ...{ itemsWords: itemsWords(of), hasItems: release.workItems.length > 0 },
    items: () => itemRows(of),
    offers: cardOffers(of),
    milestoneOffer: formOffer("Add milestone…", about, {
      ...{ probe: doing(of, { kind: "addMilestone", milestone }), label: `Add milestone… to ${title}` },
      form: formFor(releaseNow(of), ownMilestoneForm),
    }),
    itemOffer: formOffer("Associate work items…", about, {
      probe: doing(of, { kind: "associate", workItems: release.workItems }),
      ...{ label: `Associate work items… with ${title}`, form: formFor(releaseNow(of), itemsForm) },
    }),
  };
}

function titlesOf(ids: readonly string[], all: readonly ApplicationRelease[]): readonly string[] {
  return ids.flatMap((id) => all.find((one) => one.id === id)?.title ?? []);
}

/** What travels on the train, in the order of deployment; what was taken off comes last. `names`: as far as they are read. */
export function releasesShown(about: About, names: NamesRead): ReleasesShown {
  const { known } = about;
  const train = known.whole.train.value;
  const all = releasesOf(about);
  const { behind, blocked, order = [] } = rollUp(all);
  const place = ({ id }: ApplicationRelease): number => (order.includes(id) ? order.indexOf(id) : all.length);
  const waitsFor = new Map(blocked.map((one) => [one.release, one.waitsFor]));
  const waiting = titlesOf([...waitsFor.keys()], all);
  const { id, title, from, to, manager: owner } = train;
  const draft = { id, title, owner, from, to, application: { name: "x", pipelines: [1] } };
  return {
    words: [
      ...(behind === undefined
        ? []
        : [`As a whole it is in ${behind}: nothing on the train is further back.`]),
      ...(waiting.length === 0
        ? []
        : [`${listed(waiting)} ${waiting.length === 1 ? "waits" : "wait"} for others.`]),
    ],
    problems: namesProblems(all, names),
    order: titlesOf(order, all),
    cards: [...all]
      .sort((a, b) => place(a) - place(b))
      .map((release) => cardOf({ release, about }, { all, waits: waitsFor.get(release.id) ?? [], names })),
    add: formOffer("Add application release…", about, {
      ...{ probe: { of: "board", draft }, form: (now) => boardForm(trainOf(now), now) },
    }),
  };
}
