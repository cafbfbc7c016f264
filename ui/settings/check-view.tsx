import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { Head } from "../shared/head.tsx";
import { FailureBanner, StatusLine } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import { type CheckRow, checkSigns, checkWords } from "./settings.ts";

export type CheckProps = Readonly<{
  rows: readonly CheckRow[];
  acting: Acting;
  run: () => void;
  save: () => void;
}>;

/** *Check this organisation*: tries every capability and says what to grant where one is refused. */
export function CheckView({ rows, acting, run, save }: CheckProps): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>Check this organisation</h2>
          Tries what Release Manager needs, with your own rights. Nothing is changed by it.
          <span class="row">
            <Button act={run} pending={acting.kind === "pending"}>
              Check this organisation
            </Button>
            {rows.length > 0 && <Button act={save}>Save the report</Button>}
          </span>
        </caption>
        {rows.length > 0 && <Head names={["Capability", "Result", "Grant this"]} />}
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">{row.title}</th>
              <td>
                <StatusLine sign={checkSigns[row.result]} words={checkWords[row.result]}>
                  {row.detail}
                </StatusLine>
              </td>
              <td>{row.grant}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {acting.kind === "failed" && <FailureBanner report={acting.report} retry={run} />}
    </div>
  );
}
