import type { JSX } from "preact";
import { Button, Copyable } from "../shared/buttons.tsx";
import { Head } from "../shared/head.tsx";
import { Ago, Banner, Empty, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Loaded } from "../shared/use-loaded.ts";
import type { LedgerRow, Verdict } from "./ledger.ts";
import { useMore } from "./more.tsx";

/** The ledger as it is drawn. */
export type LedgerShown = Readonly<{ rows: readonly LedgerRow[]; verdict: Verdict }>;

export type LedgerViewProps = Readonly<{
  shown: Loaded<LedgerShown>;
  now: number;
  save: () => void;
  reload: () => void;
}>;

function Entries({ all, now }: { all: readonly LedgerRow[]; now: number }): JSX.Element {
  const { rows, more } = useMore(all, { first: 100, what: "entries" });
  return (
    <div class="card scrolls">
      <table>
        <caption class="unseen">Entries of the ledger, the latest first</caption>
        <Head names={["Entry", "Who", "When", "What", "Hash"]} />
        <tbody>
          {rows.map((row) => (
            <tr key={row.number}>
              <th scope="row">{row.number}</th>
              <td>{row.who}</td>
              <td>
                <Ago at={row.on} now={now} />
              </td>
              <td class="words">
                {row.what}
                <small>
                  {row.about === "" ? "the train" : row.about}, revision {row.revision}
                </small>
              </td>
              <td>
                <Copyable text={row.hash} what={`the hash of entry ${row.number}`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </div>
  );
}

function Content({ shown, now, save, reload }: LedgerViewProps): JSX.Element {
  if (shown.kind === "loading") return <Skeleton rows={6} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  const { rows, verdict } = shown.value;
  return (
    <>
      {shown.problem && <FailureBanner report={shown.problem} retry={reload} />}
      <Banner sign={verdict.sign} alert={verdict.sign === "bad"}>
        {verdict.words}
      </Banner>
      <div class="above">
        <Button act={save} because={rows.length === 0 ? "There is no entry yet." : undefined}>
          Export as JSON lines
        </Button>
        <Button act={reload} icon="refresh">
          Check again
        </Button>
      </div>
      {rows.length === 0 ? <Empty title="The ledger has no entry" /> : <Entries all={rows} now={now} />}
    </>
  );
}

/** Who did what to a train, and whether the chain of it is whole. */
export function LedgerView(props: LedgerViewProps): JSX.Element {
  return (
    <div class="content ledger">
      <Content {...props} />
    </div>
  );
}
