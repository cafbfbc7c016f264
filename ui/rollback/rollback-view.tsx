import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReleaseId } from "../../core/model/release.ts";
import { Button } from "../shared/buttons.tsx";
import { Panel } from "../shared/dialog.tsx";
import { Ago, FailureBanner, Skeleton, StatusLine } from "../shared/pieces.tsx";
import type { Loaded } from "../shared/use-loaded.ts";
import type { RollbackRow, RollbackShown } from "./rollback.ts";

export type RollbackViewProps = Readonly<{
  stage: string;
  shown: Loaded<RollbackShown>;
  now: number;
  /** What stands below a release that was chosen. */
  unfold: (row: RollbackRow) => JSX.Element;
  reload: () => void;
  close: () => void;
}>;

type RowProps = { row: RollbackRow; now: number; choose: () => void };

function Row({ row, now, choose }: RowProps): JSX.Element {
  return (
    <div class="row">
      <div class="grow">
        <b>{row.name}</b>{" "}
        <span class="dim">
          {row.build} · ran here <Ago at={row.deployedOn} now={now} />
        </span>
        <StatusLine sign={row.bytes.sign} words={row.bytes.words} />
      </div>
      <Button because={row.because} label={`Go back to ${row.name}`} act={choose}>
        Choose…
      </Button>
    </div>
  );
}

function Content({ shown, stage, now, unfold, reload }: RollbackViewProps): JSX.Element {
  const [chosen, choose] = useState<ReleaseId>();
  if (shown.kind === "loading") return <Skeleton rows={4} height={64} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  const { environment, current, rows } = shown.value;
  return (
    <>
      <p>
        {environment} runs <b>{current}</b> now. Going back deploys an earlier release once more, with its own
        sealed bytes. What it removes, and with which values of the connection, is shown first, and then its
        evidence, before anything starts.
      </p>
      {rows.length === 0 && (
        <p class="dim">
          Nothing older of this pipeline and branch ran well in {stage}: there is nothing to go back to.
        </p>
      )}
      <ul class="ways">
        {rows.map((row) => (
          <li key={row.id}>
            <Row row={row} now={now} choose={() => choose(row.id)} />
            {row.id === chosen && unfold(row)}
          </li>
        ))}
      </ul>
    </>
  );
}

/** What a stage can go back to. Choosing unfolds what that means. */
export function RollbackView(props: RollbackViewProps): JSX.Element {
  return (
    <Panel
      title={`Roll back ${props.stage}`}
      close={props.close}
      footer={<Button act={props.close}>Cancel</Button>}
    >
      <Content {...props} />
    </Panel>
  );
}
