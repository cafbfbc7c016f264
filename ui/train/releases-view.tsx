import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { CarriedLink } from "../shared/carried-link.tsx";
import { OutLink } from "../shared/nav.tsx";
import { Ago, Empty, Pill, StatusLine } from "../shared/pieces.tsx";
import { OfferButton, Offers } from "../shared/offer-view.tsx";
import type { Taking } from "./about.ts";
import { MilestonesTable } from "./milestones-view.tsx";
import { useMore } from "./more.tsx";
import type { ReleaseCard, ReleasesShown } from "./releases.ts";

type ReleasesViewProps = Readonly<{ shown: ReleasesShown; now: number; taking: Taking }>;
type CardProps = { card: ReleaseCard; now: number; taking: Taking };

// A page of so many lines is read whole by nobody.
const mostItems = 200;

function Milestones({ card, now, taking }: CardProps): JSX.Element {
  return (
    <>
      <MilestonesTable of={card.title} rows={card.milestones} now={now} taking={taking} />
      <OfferButton subtle offer={card.milestoneOffer} {...taking} />
    </>
  );
}

function Items({ card, taking }: CardProps): JSX.Element {
  if (card.hasItems) return <ItemList card={card} taking={taking} />;
  return (
    <>
      <p class="dim">{card.itemsWords}</p>
      <OfferButton subtle offer={card.itemOffer} {...taking} />
    </>
  );
}

/** Drawn when it is opened: those of sixty would be many lines. */
function ItemList({ card, taking }: Pick<CardProps, "card" | "taking">): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const rows = isOpen ? card.items() : [];
  return (
    <>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{card.itemsWords}</summary>
        <ul class="items">
          {rows.slice(0, mostItems).map(({ id, title, state, url, remove }) => (
            <li key={id} class="row">
              <span class="grow">
                <OutLink to={url}>#{id}</OutLink> {title} <span class="dim">{state}</span>
              </span>
              <OfferButton subtle offer={remove} {...taking} />
            </li>
          ))}
          {rows.length > mostItems && <li>and {rows.length - mostItems} more</li>}
        </ul>
      </details>
      <OfferButton subtle offer={card.itemOffer} {...taking} />
    </>
  );
}

function Order({ card, taking }: CardProps): JSX.Element | null {
  if (card.dependsOn.length === 0) return null;
  return (
    <>
      <h3>Depends on</h3>
      <ul class="items">
        {card.dependsOn.map(({ title, remove }) => (
          <li key={title} class="row">
            {title}
            <OfferButton subtle offer={remove} {...taking} />
          </li>
        ))}
      </ul>
      {card.waitsFor !== "" && <StatusLine sign="waiting" words={`Waits for ${card.waitsFor}`} />}
    </>
  );
}

function Facts({ card, now }: { card: ReleaseCard; now: number }): JSX.Element {
  return (
    <dl class="facts">
      {card.facts.map(({ name, words }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
      <div>
        <dt>Dates</dt>
        <dd>
          <Ago at={card.from} now={now} /> to <Ago at={card.to} now={now} />
        </dd>
      </div>
      <div>
        <dt>Releases of Azure DevOps</dt>
        <dd>
          {card.releases.length === 0 && <span class="dim">none yet</span>}
          {card.releases.map(({ id, words }) => (
            <div key={id}>
              <CarriedLink id={id}>{words}</CarriedLink>
            </div>
          ))}
        </dd>
      </div>
    </dl>
  );
}

function Card(props: CardProps): JSX.Element {
  const { card, taking } = props;
  return (
    <section class="card padded part" aria-label={card.title}>
      <div class="row">
        <h2>{card.title}</h2>
        <Pill>{card.phase}</Pill>
        <span class="grow" />
        {!card.isOff && <Offers offers={card.offers} {...taking} />}
      </div>
      {card.warnings.map((words) => (
        <StatusLine key={words} sign={card.isOff ? "stopped" : "warning"} words={words} />
      ))}
      <Facts card={card} now={props.now} />
      {!card.isOff && (
        <>
          <Order {...props} />
          <h3>Milestones</h3>
          <Milestones {...props} />
          <h3>Work items</h3>
          <Items {...props} />
        </>
      )}
    </section>
  );
}

/** The application releases of a train, in the order of deployment. */
export function ReleasesView({ shown, now, taking }: ReleasesViewProps): JSX.Element {
  const { rows, more } = useMore(shown.cards, { first: 20, what: "application releases" });
  return (
    <div class="content">
      <div class="above">
        <OfferButton offer={shown.add} {...taking} />
        {shown.words.map((words) => (
          <span key={words}>{words}</span>
        ))}
      </div>
      {shown.problems.map((words) => (
        <StatusLine key={words} sign="warning" words={words} />
      ))}
      {shown.order.length > 1 && (
        <p>
          <b>Order of deployment:</b> {shown.order.join(" → ")}
        </p>
      )}
      {shown.cards.length === 0 && (
        <Empty title="No application release is on the train">
          <p>Add one for each application that is released with it.</p>
        </Empty>
      )}
      {rows.map((card) => (
        <Card key={card.id} card={card} now={now} taking={taking} />
      ))}
      {more}
    </div>
  );
}
