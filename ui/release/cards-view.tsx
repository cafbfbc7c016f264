import type { JSX } from "preact";
import type { WhyNot } from "../../core/model/why-words.ts";
import { counted } from "../../core/model/words.ts";
import { Button } from "../shared/buttons.tsx";
import { Icon, StatusSign } from "../shared/icons.tsx";
import { OutLink } from "../shared/nav.tsx";
import { Ago, Elapsed, LocalTime, Pill, StatusLine } from "../shared/pieces.tsx";
import { duration } from "../shared/time.ts";
import type { Card } from "./cards.ts";
import type { Asking } from "./offers.ts";
import type { Question } from "./question.ts";

/** What the reader can do with a stage. */
export type CardActs = Readonly<{
  deploy: (stage: string) => void;
  rollBack: (stage: string) => void;
  ask: (question: Question) => void;
}>;

function Progress({ progress }: { progress: NonNullable<Card["progress"]> }): JSX.Element {
  const { done, total } = progress;
  return (
    <>
      <progress value={done} max={total} aria-label={`${done} of ${total} tasks done`} />
      <p class="small">
        {done} of {total} tasks{progress.step !== undefined && ` · ${progress.step}`}
        {progress.stepSince !== undefined && (
          <>
            {" · "}
            <Elapsed since={progress.stepSince} />
          </>
        )}
      </p>
    </>
  );
}

function Issues({ card }: { card: Card }): JSX.Element | null {
  const { errors, warnings } = card;
  if (errors.length + warnings.length === 0) return null;
  const words = [
    errors.length > 0 ? counted(errors.length, "error") : "",
    warnings.length > 0 ? counted(warnings.length, "warning") : "",
  ];
  return (
    <details class="issues" open={errors.length > 0}>
      <summary>{words.filter(Boolean).join(", ")}</summary>
      <ul>
        {[...errors, ...warnings].slice(0, 20).map((text, at) => (
          <li key={at}>
            <StatusSign sign={at < errors.length ? "bad" : "warning"} />
            <span>{text}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Times({ card, now }: { card: Card; now: number }): JSX.Element {
  return (
    <>
      {card.at !== undefined && <Ago at={card.at} now={now} />}
      {card.took !== undefined && `, in ${duration(card.took)}`}
      {card.since !== undefined && <Elapsed since={card.since} />}
    </>
  );
}

function Why({ why, now }: { why: WhyNot | undefined; now: number }): JSX.Element | null {
  if (why === undefined) return null;
  return (
    <p class="small cause">
      {why.text}
      {why.until !== undefined && (
        <>
          {" "}
          Until <Ago at={why.until} now={now} />.
        </>
      )}
    </p>
  );
}

const decisions = [
  { kind: "approved", word: "Approve" },
  { kind: "rejected", word: "Reject" },
  { kind: "deferred", word: "Defer" },
] as const;

/** Whom the sentence above does not tell of: one of several, or one with many words. */
function Asked({ one, alone }: { one: Asking; alone: boolean }): JSX.Element {
  const { instructions = "" } = one;
  const isLong = instructions.length > 200 || instructions.includes("\n");
  return (
    <>
      {!alone && (
        <small>
          asked of {one.who} {one.when} the deployment
        </small>
      )}
      {(isLong || (!alone && instructions !== "")) && <blockquote>{instructions}</blockquote>}
    </>
  );
}

type ApprovalProps = { card: Card; one: Asking; acts: CardActs };

function Approval({ card, one, acts }: ApprovalProps): JSX.Element {
  const { name: stage, stopped } = card;
  const against = one.when === "before" && stopped ? { stopped: stopped.text } : {};
  const offered = decisions.filter(({ kind }) => kind !== "deferred" || one.canDefer);
  return (
    <div>
      <Asked one={one} alone={card.approvals.length === 1} />
      <div class="row">
        {offered.map(({ kind, word }) => (
          <Button
            key={kind}
            primary={kind === "approved" && one.because === undefined}
            because={one.because}
            label={`${word} ${stage}, asked of ${one.who}`}
            act={() => acts.ask({ kind, approval: one.id, stage, ...against })}
          >
            {word}…
          </Button>
        ))}
      </div>
    </div>
  );
}

function Buttons({
  card,
  acts,
  releaseName,
}: {
  card: Card;
  acts: CardActs;
  releaseName: string;
}): JSX.Element {
  const { deploy } = card;
  return (
    <div class="row">
      {deploy && (
        <Button
          primary={card.ready && deploy.because === undefined}
          because={deploy.because}
          label={`${deploy.words} ${releaseName} to ${card.name}`}
          act={() => acts.deploy(card.name)}
        >
          {deploy.words}…
        </Button>
      )}
      {card.rollback && (
        <Button label={`Roll back ${card.name} to an earlier release`} act={() => acts.rollBack(card.name)}>
          Roll back…
        </Button>
      )}
      {card.cancel && (
        <Button
          icon="stop"
          label={`Cancel ${card.name}`}
          act={() => acts.ask({ kind: "cancel", stage: card.name })}
        >
          Cancel…
        </Button>
      )}
      {card.logs !== undefined && (
        <OutLink to={card.logs}>
          Logs<span class="unseen"> of {card.name}</span>
        </OutLink>
      )}
    </div>
  );
}

const triggerIcons = { manual: "person", scheduled: "clock", automatic: "bolt" } as const;

function StageCard({
  card,
  acts,
  ...rest
}: {
  card: Card;
  acts: CardActs;
  releaseName: string;
  now: number;
}): JSX.Element {
  return (
    <article class={`card stage ${card.sign}`} aria-label={card.name}>
      <h2>
        {card.name}
        <span class="trigger" title={card.trigger.words} role="img" aria-label={card.trigger.words}>
          <Icon name={triggerIcons[card.trigger.kind]} />
        </span>
        <Pill>{card.class}</Pill>
      </h2>
      <small class="where">
        {card.target ?? `environment ${card.environment}`}
        {card.connection !== undefined && <span>{card.connection}</span>}
        {card.trigger.next !== undefined && (
          <span>
            Next by its schedule: <LocalTime at={card.trigger.next} />
          </span>
        )}
      </small>
      <StatusLine sign={card.sign} words={card.words} title={`Azure DevOps says: ${card.wire}`}>
        <Times card={card} now={rest.now} />
      </StatusLine>
      {card.progress && <Progress progress={card.progress} />}
      <Issues card={card} />
      <Why why={card.why} now={rest.now} />
      {card.stopped?.text !== card.why?.text && <Why why={card.stopped} now={rest.now} />}
      {card.approvals.map((one) => (
        <Approval key={one.id} card={card} one={one} acts={acts} />
      ))}
      <Buttons card={card} acts={acts} releaseName={rest.releaseName} />
    </article>
  );
}

type CardsProps = {
  columns: readonly (readonly Card[])[];
  acts: CardActs;
  releaseName: string;
  now: number;
};

/** The picture: stages from left to right in the order of their way. */
export function CardsView({ columns, ...rest }: CardsProps): JSX.Element {
  return (
    <section class="stages" aria-label="Stages">
      {columns.map((cards) => (
        <div key={cards[0]?.column} class="column">
          {cards.map((card) => (
            <StageCard key={card.name} card={card} {...rest} />
          ))}
        </div>
      ))}
    </section>
  );
}
