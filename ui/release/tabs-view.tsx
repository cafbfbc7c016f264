import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReleaseVariable } from "../../core/model/release.ts";
import { counted } from "../../core/model/words.ts";
import type { Acting } from "../shared/use-act.ts";
import { Button, Copyable, CopyButton } from "../shared/buttons.tsx";
import { SelectField } from "../shared/fields.tsx";
import { OutButton } from "../shared/nav.tsx";
import { Empty, FailureBanner, StatusLine } from "../shared/pieces.tsx";
import { size } from "../shared/time.ts";
import type { ArtefactRow } from "./artefacts.ts";
import type { AttemptRow } from "./attempts.ts";
import { Head } from "../shared/head.tsx";
import { ProofView } from "./proof-view.tsx";

function valueOf(variable: ReleaseVariable): string {
  if (variable.secret) return "secret";
  return variable.value === undefined || variable.value === "" ? "empty" : variable.value;
}

/** The variables of the release, to look at. They are changed in Azure DevOps. */
export function VariablesView({
  variables,
  edit,
}: {
  variables: readonly ReleaseVariable[];
  edit: string;
}): JSX.Element {
  if (variables.length === 0) {
    return (
      <Empty title="This release has no variables">
        <OutButton to={edit}>Edit in Azure DevOps</OutButton>
      </Empty>
    );
  }
  return (
    <div class="card scrolls">
      <table>
        <Head names={["Name", "Value", "Scope", "At release time"]} />
        <tbody>
          {variables.map((one) => (
            <tr key={`${one.name}\n${one.stage ?? ""}`}>
              <th scope="row">{one.name}</th>
              <td class={one.secret || !one.value ? "dim" : ""}>{valueOf(one)}</td>
              <td>{one.stage ?? "Release"}</td>
              <td>{one.allowOverride ? "can be set" : "fixed"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Files({ row }: { row: ArtefactRow }): JSX.Element | null {
  if (row.files.length === 0) return null;
  return (
    <details>
      <summary>{counted(row.files.length, "file")}</summary>
      <ul class="files">
        {row.files.slice(0, 200).map((file) => (
          <li key={file.path}>
            <span class="grow">{file.path}</span> <small>{size(file.bytes)}</small>{" "}
            <Copyable text={file.sha256} what={`the SHA-256 of ${file.path}`} />
          </li>
        ))}
        {row.files.length > 200 && <li>and {row.files.length - 200} more</li>}
      </ul>
    </details>
  );
}

function Artefact({ row }: { row: ArtefactRow }): JSX.Element {
  return (
    <tr>
      <td>{row.order ?? <span class="dim">not deployed</span>}</td>
      <th scope="row">
        {row.name}
        <Files row={row} />
      </th>
      <td>
        {row.kind}
        <small>{row.version}</small>
      </td>
      <td>{row.bytes === undefined ? "" : size(row.bytes)}</td>
      <td>{row.digest !== undefined && <Copyable text={row.digest} what={`the digest of ${row.name}`} />}</td>
      <td>
        <StatusLine sign={row.state.sign} words={row.state.words}>
          {row.state.details.join(" ")}
        </StatusLine>
      </td>
    </tr>
  );
}

type ArtefactsProps = {
  rows: readonly ArtefactRow[];
  /** Why there is no list, where it could not be read. */
  failed?: string | undefined;
  verify: () => void;
  verifying: Acting;
  /** Why bytes cannot be verified here. */
  because?: string | undefined;
};

/** What the release carries, with its digests, and whether Azure DevOps still holds the very same. */
export function ArtefactsView(props: ArtefactsProps): JSX.Element {
  if (props.failed !== undefined) {
    return <Empty title="The artefacts could not be read">{props.failed}</Empty>;
  }
  if (props.rows.length === 0) return <Empty title="This release carries no artefacts" />;
  return (
    <>
      {props.verifying.kind === "failed" && (
        <FailureBanner report={props.verifying.report} retry={props.verify} />
      )}
      <div class="above">
        <Button act={props.verify} pending={props.verifying.kind === "pending"} because={props.because}>
          Verify bytes
        </Button>
        <small>Downloads every artefact and compares each file with the seal.</small>
      </div>
      <div class="card scrolls">
        <table>
          <Head names={["Order", "Artefact", "Kind", "Size", "Digest", "Bytes in Azure DevOps"]} />
          <tbody>
            {props.rows.map((row) => (
              <Artefact key={row.name} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The deployment records as they were written, each with what its hash says. */
export function RecordView({ rows }: { rows: readonly AttemptRow[] }): JSX.Element {
  const recorded = rows.filter((row) => row.record !== undefined);
  const [chosen, choose] = useState("");
  const row = recorded.find((one) => one.key === chosen) ?? recorded[0];
  if (!row?.record) {
    return (
      <Empty title="No deployment record">
        <p>ReleaseManagerDeploy writes one for each attempt that it finishes.</p>
      </Empty>
    );
  }
  return (
    <div class="card record">
      <div class="above">
        <SelectField
          label="Attempt"
          value={row.key}
          change={choose}
          choices={recorded.map((one) => ({
            value: one.key,
            text: `${one.stage} #${one.number}, ${one.words}`,
          }))}
        />
        <ProofView proof={row.proof} />
        <CopyButton text={row.record.text} what="the record" />
      </div>
      <pre tabIndex={0}>{pretty(row.record.text)}</pre>
    </div>
  );
}
