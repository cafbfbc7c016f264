import type { JSX } from "preact";
import { Head } from "../shared/head.tsx";
import { OutLink } from "../shared/nav.tsx";
import { Ago, Pill } from "../shared/pieces.tsx";
import { Late, OfferButton, Offers, State } from "../shared/offer-view.tsx";
import type { Taking } from "./about.ts";
import type { LevelRow } from "./approvals.ts";
import type { CriterionRow, GateCard } from "./gates.ts";
import { useMore } from "./more.tsx";

type GateProps = { card: GateCard; now: number; taking: Taking };

function Criterion({ row, now, taking }: { row: CriterionRow; now: number; taking: Taking }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        {row.text}
        <small>{row.asks}</small>
      </th>
      <td>
        <State state={row.state} />
      </td>
      <td>
        {row.evidence}
        <small>
          counted <Ago at={row.on} now={now} />
        </small>
      </td>
      <td>{row.owner}</td>
      <td>
        <Ago at={row.due} now={now} />
        <Late late={row.late} />
      </td>
      <td class="actions">
        <Offers offers={row.offers} {...taking} />
      </td>
    </tr>
  );
}

function Criteria({ card, now, taking }: GateProps): JSX.Element {
  const { rows, more } = useMore(card.criteria, { first: 15, what: `exit criteria of the ${card.title}` });
  return (
    <>
      {card.criteria.length === 0 && <p class="dim">No exit criterion is set.</p>}
      {card.criteria.length > 0 && (
        <div class="scrolls">
          <table class="criteria">
            <caption class="unseen">Exit criteria of the {card.title}</caption>
            <Head names={["Exit criterion", "State", "Evidence", "Owner", "Due"]} acts />
            <tbody>
              {rows.map((row) => (
                <Criterion key={row.id} row={row} now={now} taking={taking} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more}
      <OfferButton offer={card.addCriterion} {...taking} />
    </>
  );
}

function Level({ row, now, taking }: { row: LevelRow; now: number; taking: Taking }): JSX.Element {
  return (
    <li>
      <div class="row">
        <b>Level {row.level}</b> <Pill>{row.kind}</Pill>
        <State state={row.state} />
        {row.on !== undefined && <Ago at={row.on} now={now} />}
        <Offers offers={row.offers} {...taking} />
      </div>
      <p>Approvers: {row.approvers}</p>
      {row.comment && <blockquote>{row.comment}</blockquote>}
      {row.items.length > 0 && (
        <ul class="items">
          {row.items.map(({ id, words, url }) => (
            <li key={id}>
              Work item <OutLink to={url}>{words}</OutLink>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Approvals({ card, now, taking }: GateProps): JSX.Element {
  return (
    <>
      <h3>Approvals</h3>
      {card.levels.length === 0 && <p class="dim">None is asked for: the gate passes when it is complete.</p>}
      <ol class="levels">
        {card.levels.map((row) => (
          <Level key={row.level} row={row} now={now} taking={taking} />
        ))}
      </ol>
      {card.returned.length > 0 && (
        <>
          <h4>Rejections that opened it again</h4>
          <ul class="items">
            {card.returned.map(({ on, words, comment }) => (
              <li key={on}>
                {words}, <Ago at={on} now={now} />: {comment}
              </li>
            ))}
          </ul>
        </>
      )}
      <div class="row">
        {card.approvalOffers.map((offer) => (
          <OfferButton key={offer.words} offer={offer} {...taking} />
        ))}
      </div>
    </>
  );
}

function Complete({ card, taking }: GateProps): JSX.Element | null {
  const { complete } = card;
  if (complete === undefined) return null;
  return (
    <div class="row">
      <OfferButton primary offer={complete} {...taking} />
      {complete.because !== undefined && <span class="because">{complete.because}</span>}
    </div>
  );
}

/** One gate: what must be so before it passes, and who says so. */
export function GateView(props: GateProps): JSX.Element {
  const { card, now, taking } = props;
  return (
    <section class="card padded part" aria-label={card.title}>
      <div class="row">
        <h2>{card.title}</h2>
        <span class="dim">{card.ends}</span>
        <State state={card.state} />
        <span class="grow" />
        <Ago at={card.date} now={now} />
        <Late late={card.late} />
        <Offers offers={card.offers} {...taking} />
      </div>
      <Criteria {...props} />
      {card.milestones.length > 0 && (
        <p>
          <b>Milestones:</b> {card.milestones.join("; ")}
        </p>
      )}
      <Approvals {...props} />
      <Complete {...props} />
    </section>
  );
}
