import type { JSX } from "preact";
import { CarriedLink } from "../shared/carried-link.tsx";
import { Head } from "../shared/head.tsx";
import { Came } from "../shared/meanwhile-view.tsx";
import { OutLink, RouteLink } from "../shared/nav.tsx";
import { PageHeader } from "../shared/page.tsx";
import { Ago, Banner, FailureBanner, Pill, Skeleton, StatusLine } from "../shared/pieces.tsx";
import { zoneName } from "../shared/time.ts";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { OfferButton } from "../shared/offer-view.tsx";
import type { Taking } from "./order.ts";
import { ScheduledView, type Timing } from "./scheduled-view.tsx";
import type { Carried, Shown } from "./shown.ts";
import { type Item, stateSigns, stateWords } from "./turnover.ts";
import type { TaskLine } from "./tasks.ts";
import { TasksView } from "./tasks-view.tsx";

export type TurnoverViewProps = Readonly<{
  train: number;
  /** Absent within: the train has no such turnover. */
  shown: Loaded<Shown | undefined>;
  now: number;
  acting: Acting;
  meanwhile: readonly string[] | undefined;
  /** What went wrong beside the last act, a sentence each. */
  beside: readonly string[];
  taking: Taking;
  begin: (task: TaskLine) => void;
  timing: Timing;
  reload: () => void;
}>;

function Releases({ releases }: { releases: readonly Carried[] }): JSX.Element {
  if (releases.length === 0) return <span class="dim">no release yet</span>;
  return (
    <>
      {releases.map(({ id, name, hidden }, at) => (
        <span key={id}>
          {at > 0 && ", "}
          {hidden === undefined ? (
            <CarriedLink id={id}>{name}</CarriedLink>
          ) : (
            <span class="dim">
              {name} (not visible to you: {hidden})
            </span>
          )}
        </span>
      ))}
    </>
  );
}

function Items({ items }: { items: readonly Item[] }): JSX.Element {
  if (items.length === 0) return <span class="dim">none</span>;
  return (
    <ul>
      {items.map(({ id, words, url }) => (
        <li key={id}>
          <OutLink to={url}>{words}</OutLink>
        </li>
      ))}
    </ul>
  );
}

type FactProps = { name: string; children: JSX.Element | string | readonly (JSX.Element | string)[] };

function Fact({ name, children }: FactProps): JSX.Element {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{children}</td>
    </tr>
  );
}

function Content({ shown }: { shown: Shown }): JSX.Element {
  return (
    <>
      {shown.parts.map(({ title, releases }) => (
        <Fact key={title} name={title}>
          <Releases releases={releases} />
        </Fact>
      ))}
      {shown.leftOut.map(({ title, reason }) => (
        <Fact key={title} name={title}>
          {["left out: ", reason]}
        </Fact>
      ))}
      <Fact name="Work items">
        <Items items={shown.workItems} />
      </Fact>
    </>
  );
}

function Facts({ shown, now }: { shown: Shown; now: number }): JSX.Element {
  const { environment, scheduled, promotedFrom, train, deciding } = shown;
  return (
    <div class="card scrolls">
      <table class="pairs">
        <caption>
          <h2>What is deployed, where and when</h2>
        </caption>
        <tbody>
          <Fact name="Environment">{environment}</Fact>
          <Fact name="To be deployed">
            {scheduled === undefined ? "not said yet" : <Ago at={scheduled} now={now} />}
          </Fact>
          {promotedFrom && (
            <Fact name="Promoted from">
              <RouteLink to={{ place: { view: "turnover", train: train.number, turnover: promotedFrom.id } }}>
                {promotedFrom.title}
              </RouteLink>
            </Fact>
          )}
          <Content shown={shown} />
          {deciding.length > 0 && (
            <Fact name="Accepted on">
              <Items items={deciding} />
            </Fact>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Moves({ shown: { moves }, now }: { shown: Shown; now: number }): JSX.Element | null {
  if (moves.length === 0) return null;
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>How it came there</h2>
          <small>
            Azure DevOps enforces who decided a work item, and when. Release Manager records everything else;
            whoever may edit extension data could alter it, which the ledger shows.
          </small>
        </caption>
        <Head names={["State", "Who", "When", "Why"]} />
        <tbody>
          {moves.map(({ words, by, on, reason, item }, at) => (
            <tr key={moves.length - at}>
              <td>{words}</td>
              <td>
                {by}
                {item !== undefined && <small>decided on work item #{item}</small>}
              </td>
              <td>
                <Ago at={on} now={now} />
              </td>
              <td>{reason === "" ? <span class="dim">–</span> : reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Body({ shown, props }: { shown: Shown; props: TurnoverViewProps }): JSX.Element {
  const { now, taking, begin, timing } = props;
  return (
    <>
      <Came {...props} told={[...props.beside, ...shown.problems]} />
      <div class="above">
        <StatusLine sign={stateSigns[shown.state]} words={stateWords[shown.state]}>
          {shown.late}
        </StatusLine>
        {shown.offers.map((offer) => (
          <OfferButton key={offer.words} offer={offer} {...taking} />
        ))}
        <span class="dim">Times are those of {zoneName()}.</span>
      </div>
      {shown.start && <ScheduledView start={shown.start} now={now} acting={props.acting} timing={timing} />}
      <TasksView shown={shown} now={now} taking={taking} begin={begin} />
      <Facts shown={shown} now={now} />
      <Moves shown={shown} now={now} />
    </>
  );
}

function Loading({ props }: { props: TurnoverViewProps }): JSX.Element {
  const { shown, reload } = props;
  if (shown.kind === "loading") return <Skeleton rows={6} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  return (
    <>
      {shown.problem && <FailureBanner report={shown.problem} retry={reload} />}
      {shown.value ? (
        <Body shown={shown.value} props={props} />
      ) : (
        <Banner sign="warning">The train has no such turnover, or it cannot be read.</Banner>
      )}
    </>
  );
}

/** One turnover: where it stands, its tasks in their order, and what it deploys. */
export function TurnoverView(props: TurnoverViewProps): JSX.Element {
  const { shown, train } = props;
  const known = shown.kind === "loaded" ? shown.value : undefined;
  const back = { place: { view: "train", train, tab: "turnovers" } } as const;
  return (
    <>
      <PageHeader
        above={<RouteLink to={back}>{known ? known.train.title : `Release train #${train}`}</RouteLink>}
        title={known?.title ?? "Turnover"}
        beside={known?.isProduction ? <Pill>Production</Pill> : undefined}
      />
      <div class="content">
        <Loading props={props} />
      </div>
    </>
  );
}
