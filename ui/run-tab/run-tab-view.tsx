import type { JSX } from "preact";
import { counted } from "../../core/model/words.ts";
import { Button, Copyable } from "../shared/buttons.tsx";
import { FindingList } from "../shared/findings.tsx";
import { Head } from "../shared/head.tsx";
import { StatusSign } from "../shared/icons.tsx";
import { OutLink, RouteLink } from "../shared/nav.tsx";
import { PageHeader } from "../shared/page.tsx";
import { Ago, Banner, Empty, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import { SealedTable } from "../shared/sealed-table.tsx";
import type { Loaded } from "../shared/use-loaded.ts";
import type { ReleaseRow, RunShown } from "./run-tab.ts";

/** The releases of the run. `lookedThrough`: among how many of the newest YAML runs they were looked for. */
export type ReleasesShown = Readonly<{
  rows: readonly ReleaseRow[];
  lookedThrough: number;
  problems: readonly string[];
}>;

export type RunTabViewProps = Readonly<{
  run: Loaded<RunShown>;
  releases: Loaded<ReleasesShown>;
  now: number;
  docs: string;
  release: () => void;
  reload: () => void;
}>;

function Sealed({ run, now }: { run: RunShown; now: number }): JSX.Element | null {
  const { sealed } = run;
  if (!sealed) return null;
  return (
    <dl class="facts">
      <div>
        <dt>Root of the seal</dt>
        <dd>
          <Copyable text={sealed.root} what="root digest" />
        </dd>
      </div>
      {sealed.on !== undefined && (
        <div>
          <dt>Sealed</dt>
          <dd>
            <Ago at={sealed.on} now={now} />
          </dd>
        </div>
      )}
      {sealed.connection !== undefined && (
        <div>
          <dt>Connection</dt>
          <dd>{sealed.connection}</dd>
        </div>
      )}
    </dl>
  );
}

function Run({ run, now, docs }: { run: RunShown; now: number; docs: string }): JSX.Element {
  return (
    <section class="card padded" aria-labelledby="seal">
      <h2 id="seal">{run.sealed ? "Sealed" : "Not sealed"}</h2>
      <FindingList findings={run.findings} />
      <Sealed run={run} now={now} />
      {run.artefacts !== "" && (
        <div class="scrolls">
          <SealedTable caption="Artefacts" lines={run.artefacts} digests />
        </div>
      )}
      {!run.sealed && (
        <p>
          <OutLink to={docs}>How sealing is added to the build</OutLink>
        </p>
      )}
    </section>
  );
}

function Row({ row, now }: { row: ReleaseRow; now: number }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <RouteLink to={{ place: { view: "release", id: row.id, tab: "pipeline" } }}>{row.name}</RouteLink>
        {row.about !== "" && <small>{row.about}</small>}
      </th>
      <td>{row.pipeline}</td>
      <td>
        <ul class="stage-marks">
          {row.stages.map((stage) => (
            <li key={stage.name}>
              <StatusSign sign={stage.sign} />
              <span>
                {stage.name}
                <small>{stage.words}</small>
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td>
        <Ago at={row.createdOn} now={now} />
      </td>
    </tr>
  );
}

function Rows({ shown, now }: { shown: ReleasesShown; now: number }): JSX.Element {
  const { rows, problems, lookedThrough } = shown;
  return (
    <>
      {problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      {rows.length === 0 ? (
        <Empty title={problems.length > 0 ? "None that could be read" : "No release yet"} />
      ) : (
        <div class="scrolls" tabIndex={0}>
          <table class="plain">
            <Head names={["Release", "Pipeline", "Stages", "Created"]} />
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} now={now} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="dim small">
        {lookedThrough > 0 &&
          `The newest ${counted(lookedThrough, "YAML run")} since this build were looked through. `}
        Older YAML runs are known where they were opened in Release Manager.
      </p>
    </>
  );
}

function Waiting<T>(props: {
  state: Loaded<T>;
  reload: () => void;
  draw: (value: T) => JSX.Element;
}): JSX.Element {
  const { state, reload } = props;
  if (state.kind === "loading") return <Skeleton rows={3} />;
  if (state.kind === "failed") return <FailureBanner report={state.report} retry={reload} />;
  return (
    <>
      {state.problem && <FailureBanner report={state.problem} retry={reload} />}
      {props.draw(state.value)}
    </>
  );
}

/** What Release Manager knows of a run, on the run's own page. */
export function RunTabView(props: RunTabViewProps): JSX.Element {
  const { run, releases, now, docs, reload } = props;
  const because = run.kind === "loaded" ? run.value.because : "The run is being read.";
  return (
    <>
      <PageHeader title="Release">
        <Button primary act={props.release} because={because}>
          Release…
        </Button>
      </PageHeader>
      <div class="content run-tab">
        {run.kind === "loaded" && because !== undefined && <p class="dim">{because}</p>}
        <Waiting state={run} reload={reload} draw={(value) => <Run run={value} now={now} docs={docs} />} />
        {run.kind !== "failed" && (
          <section class="card padded" aria-labelledby="releases">
            <h2 id="releases">Releases of this build</h2>
            <Waiting state={releases} reload={reload} draw={(shown) => <Rows shown={shown} now={now} />} />
          </section>
        )}
      </div>
    </>
  );
}
