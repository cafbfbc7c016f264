import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { Head } from "../shared/head.tsx";
import { OutLink, RouteLink } from "../shared/nav.tsx";
import { Banner, FailureBanner } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import { Due } from "./due.tsx";
import type { Mine } from "./mine.ts";

/** What waits for the reader. */
export type MineShown = Readonly<{
  mine: readonly (Mine & Readonly<{ page?: string }>)[];
  /** Turnovers and application releases were looked through, too. */
  whole: boolean;
  /** What could not be looked through. */
  problems: readonly string[];
  acting: Acting;
  look: () => void;
}>;

function Line({ one, now }: { one: MineShown["mine"][number]; now: number }): JSX.Element {
  const { words, train, to, at, late, item, page } = one;
  return (
    <tr>
      <th scope="row">
        <RouteLink to={{ place: to }}>{words}</RouteLink>
        {item !== undefined && (
          <small>
            <OutLink to={page}>Work item #{item}</OutLink>
          </small>
        )}
      </th>
      <td>{train}</td>
      <td>
        <Due now={now} {...(at === undefined ? {} : { at })} {...(late === undefined ? {} : { late })} />
      </td>
    </tr>
  );
}

function Rows({ mine, now }: Pick<MineShown, "mine"> & { now: number }): JSX.Element | null {
  if (mine.length === 0) return null;
  return (
    <>
      <Head names={["What waits for you", "Train", "Due"]} />
      <tbody>
        {mine.map((one) => (
          <Line key={one.key} one={one} now={now} />
        ))}
      </tbody>
    </>
  );
}

/** What waits for the reader on open trains. */
export function MineView({ shown, now }: { shown: MineShown; now: number }): JSX.Element {
  const { mine, whole, problems, acting, look } = shown;
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>My approvals and tasks</h2>
          {mine.length === 0 && <p>Nothing waits for you{whole ? "." : " on the trains themselves."}</p>}
          {!whole && (
            <span class="row">
              <Button act={look} pending={acting.kind === "pending"}>
                Look at turnovers and application releases, too
              </Button>
            </span>
          )}
          {problems.map((problem) => (
            <Banner key={problem} sign="warning">
              {problem}
            </Banner>
          ))}
          {acting.kind === "failed" && <FailureBanner report={acting.report} retry={look} />}
        </caption>
        <Rows mine={mine} now={now} />
      </table>
    </div>
  );
}
