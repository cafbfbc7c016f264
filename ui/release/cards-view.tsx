import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { Icon, StatusSign } from "../shared/icons.tsx";
import { OutLink } from "../shared/nav.tsx";
import { Ago, Elapsed, Pill, StatusLine } from "../shared/pieces.tsx";
import { count, duration } from "../shared/time.ts";
import type { Card } from "./cards.ts";

/** What the reader can do with a stage. */
export type CardActs = Readonly<{
  deploy: (stage: string) => void;
  cancel: (stage: string) => void;
  decide: (approval: string, decision: "approved" | "rejected") => void;
  /** An act is under way. */
  busy: boolean;
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
    errors.length > 0 ? count(errors.length, "error") : "",
    warnings.length > 0 ? count(warnings.length, "warning") : "",
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
      {card.hint}
    </>
  );
}

function Approvals({ card, acts }: { card: Card; acts: CardActs }): JSX.Element {
  return (
    <>
      {card.approvals.map((one) => (
        <div class="row" key={one.id}>
          <Button
            primary
            pending={acts.busy}
            label={`Approve ${card.name}, asked of ${one.who}`}
            act={() => acts.decide(one.id, "approved")}
          >
            Approve
          </Button>
          <Button
            pending={acts.busy}
            label={`Reject ${card.name}, asked of ${one.who}`}
            act={() => acts.decide(one.id, "rejected")}
          >
            Reject
          </Button>
          <small>
            asked of {one.who} {one.when} the deployment
          </small>
        </div>
      ))}
    </>
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
          primary={deploy.words === "Deploy" && deploy.because === undefined && card.sign === "waiting"}
          because={deploy.because}
          label={`${deploy.words} ${releaseName} to ${card.name}`}
          act={() => acts.deploy(card.name)}
        >
          {deploy.words}…
        </Button>
      )}
      {card.cancel && (
        <Button
          icon="stop"
          pending={acts.busy}
          label={`Cancel ${card.name}`}
          act={() => acts.cancel(card.name)}
        >
          Cancel
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
          <Icon
            name={
              card.trigger.kind === "manual" ? "person" : card.trigger.kind === "scheduled" ? "clock" : "bolt"
            }
          />
        </span>
        <Pill>{card.class}</Pill>
      </h2>
      <small class="where">
        {card.target ?? `environment ${card.environment}`}
        {card.connection !== undefined && <span>{card.connection}</span>}
      </small>
      <StatusLine sign={card.sign} words={card.words} title={`Azure DevOps says: ${card.wire}`}>
        <Times card={card} now={rest.now} />
      </StatusLine>
      {card.progress && <Progress progress={card.progress} />}
      <Issues card={card} />
      <Approvals card={card} acts={acts} />
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
