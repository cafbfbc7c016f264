import { useState } from "preact/hooks";
import { archiveRelease, unarchiveRelease } from "../../core/acts/archive-release.ts";
import { cancelStage } from "../../core/acts/cancel-stage.ts";
import { decideApproval } from "../../core/acts/decide-approval.ts";
import { describeRelease } from "../../core/acts/describe-release.ts";
import { deleteRelease } from "../../core/acts/delete-release.ts";
import { keepForever } from "../../core/acts/keep-release.ts";
import { asBreakGlass } from "../../core/model/break-glass.ts";
import { instant } from "../../core/model/instant.ts";
import type { Release, ReleaseId } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import { home, type Over, type ReleaseTab } from "../shared/route.ts";
import { exactTime, fieldMoment } from "../shared/time.ts";
import { type Acting, useAct } from "../shared/use-act.ts";
import type { CardActs } from "./cards-view.tsx";
import { type Answer, missingIn, type Question } from "./question.ts";

export type Here = Readonly<{ id: ReleaseId; tab: ReleaseTab }>;

/** What the reader can do with the release, and the question that stands open. */
export type Acts = Readonly<{
  acting: Acting;
  settle: () => void;
  cards: CardActs;
  keep: (release: Release) => void;
  archive: (archived: boolean) => void;
  asked: Question | undefined;
  answering: Acting;
  answer: (release: Release, answer: Answer) => void;
  close: () => void;
}>;

type Decided = Extract<Question, { approval: string }>;

async function decide({ kind, approval, stage }: Decided, answer: Answer, { azure }: Hub): Promise<string> {
  const comment = answer.inSpite ? asBreakGlass(answer.comment) : answer.comment;
  if (kind !== "deferred") {
    await decideApproval(approval, { decision: kind, comment }, azure);
    return `The deployment to ${stage} was ${kind}.`;
  }
  const until = instant(fieldMoment(answer.until) ?? Number.NaN);
  await decideApproval(approval, { decision: kind, until, comment }, azure);
  return `The deployment to ${stage} was approved for ${exactTime(until)}.`;
}

/** Does what was answered, and says what was done. */
async function perform(
  question: Question,
  answer: Answer,
  about: { release: Release; hub: Hub },
): Promise<string> {
  const { release, hub } = about;
  switch (question.kind) {
    case "cancel":
      await cancelStage(release.id, question.stage, answer.comment, hub.azure);
      return `${question.stage} is being cancelled.`;
    case "delete":
      await deleteRelease(release, answer.comment, hub.azure);
      return `${release.name} was deleted.`;
    case "describe":
      await describeRelease(release, answer.comment, hub.azure);
      return `The description of ${release.name} was changed.`;
    default:
      return decide(question, answer, hub);
  }
}

type Answering = Pick<Acts, "asked" | "answering" | "answer" | "close"> & Pick<CardActs, "ask">;

/** The question that stands open, and what becomes of its answer. */
function useQuestion(hub: Hub, reload: () => void): Answering {
  const [answering, start, settle] = useAct();
  const [asked, ask] = useState<Question>();
  const close = (): void => {
    ask(undefined);
    settle();
  };
  const answer = (release: Release, given: Answer): void => {
    if (!asked || missingIn(asked, given, hub.now()) !== undefined) return;
    start(async () => {
      hub.toast(await perform(asked, given, { release, hub }));
      close();
      if (asked.kind === "delete") hub.go(home);
      else reload();
    });
  };
  return { asked, ask, answering, answer, close };
}

/** What the reader can do with the release; after each the page looks again. */
export function useActs(hub: Hub, place: Here, reload: () => void): Acts {
  const [acting, act, settle] = useAct();
  const { ask, ...question } = useQuestion(hub, reload);
  const run = (start: () => Promise<unknown>, said: string): void =>
    act(async () => {
      await start();
      hub.toast(said);
      reload();
    });
  const over = (panel: Over): void => hub.go({ place: { view: "release", ...place }, over: panel });
  return {
    acting,
    settle,
    cards: {
      deploy: (stage) => over({ panel: "deploy", id: place.id, stage }),
      rollBack: (stage) => over({ panel: "rollback", id: place.id, stage }),
      ask,
    },
    keep: (release) =>
      run(() => keepForever(release, true, hub.azure.releases), `${release.name} is kept for ever.`),
    archive: (archived) =>
      archived
        ? run(() => archiveRelease(place.id, hub.azure, hub.now()), "It is archived: no longer in the list.")
        : run(() => unarchiveRelease(place.id, hub.azure), "It is in the list again."),
    ...question,
  };
}
