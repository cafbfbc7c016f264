import type { JSX } from "preact";
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
  choose: (id: ReleaseId, stage: string) => void;
  reload: () => void;
  close: () => void;
}>;

type RowProps = { row: RollbackRow; now: number; choose: RollbackViewProps["choose"] };

function Row({ row, now, choose }: RowProps): JSX.Element {
  return (
    <li class="row">
      <div class="grow">
        <b>{row.name}</b>{" "}
        <span class="dim">
          {row.build} · ran here <Ago at={row.deployedOn} now={now} />
        </span>
        <StatusLine sign={row.bytes.sign} words={row.bytes.words} />
      </div>
      <Button because={row.because} label={`Go back to ${row.name}`} act={() => choose(row.id, row.stage)}>
        Choose…
      </Button>
    </li>
  );
}

function Content({ shown, stage, now, choose, reload }: RollbackViewProps): JSX.Element {
  if (shown.kind === "loading") return <Skeleton rows={4} height={64} />;
  if (shown.kind === "failed") return <FailureBanner report={shown.report} retry={reload} />;
  const { environment, current, rows } = shown.value;
  return (
    <>
      <p>
        {environment} runs <b>{current}</b> now. Going back deploys an earlier release once more, with its own
        sealed bytes and with the connection as it is today. Its evidence is shown before anything starts.
      </p>
      {rows.length === 0 && (
        <p class="dim">
          Nothing older of this pipeline and branch ran well in {stage}: there is nothing to go back to.
        </p>
      )}
      <ul class="ways">
        {rows.map((row) => (
          <Row key={row.id} row={row} now={now} choose={choose} />
        ))}
      </ul>
    </>
  );
}

/** What a stage can go back to. Choosing leads to the evidence sheet of that release. */
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
