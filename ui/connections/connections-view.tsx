import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { SelectField } from "../shared/fields.tsx";
import { FaultList } from "../shared/findings.tsx";
import { OutButton, RouteLink } from "../shared/nav.tsx";
import { PageHeader } from "../shared/page.tsx";
import { Ago, Empty, FailureBanner, Pill, Skeleton, StatusLine } from "../shared/pieces.tsx";
import type { Loaded } from "../shared/use-loaded.ts";
import { count } from "../shared/time.ts";
import { type Difference, type GroupRow, type KeyRow, verdictWords } from "./connections.ts";

/** One group, looked at closely. */
export type GroupShown = Readonly<{
  row: GroupRow;
  keys: readonly KeyRow[];
  compareWith: string;
  others: readonly Readonly<{ value: string; text: string }>[];
  differences: readonly Difference[];
  editUrl: string;
}>;

export type ConnectionsViewProps = Readonly<{
  list: Loaded<readonly GroupRow[]>;
  /** The group that was picked; `gone` when there is no such group. */
  chosen: GroupShown | "gone" | undefined;
  now: number;
  newGroupUrl: string;
  compare: (id: string) => void;
  clone: (id: number) => void;
  edit: (id: number) => void;
  reload: () => void;
}>;

function Verdict({ row }: { row: GroupRow }): JSX.Element {
  const sign = row.environments.length === 0 ? "none" : row.faults.length === 0 ? "ok" : "warning";
  return <StatusLine sign={sign} words={verdictWords(row)} />;
}

function GroupLine({ row, props }: { row: GroupRow; props: ConnectionsViewProps }): JSX.Element {
  return (
    <tr>
      <th scope="row">
        <RouteLink to={{ place: { view: "connections", group: row.id } }}>{row.name}</RouteLink>
        <small>{row.vault === undefined ? row.description : `secrets from vault ${row.vault}`}</small>
      </th>
      <td>
        <Verdict row={row} />
      </td>
      <td>{row.environments.join(", ")}</td>
      <td>
        {row.modifiedOn !== undefined && <Ago at={row.modifiedOn} now={props.now} />}
        <small>{row.modifiedBy}</small>
      </td>
      <td class="actions">
        {row.environments.length > 0 && (
          <Button subtle icon="copy" label={`Clone ${row.name}`} act={() => props.clone(row.id)}>
            Clone…
          </Button>
        )}
      </td>
    </tr>
  );
}

function List({ rows, props }: { rows: readonly GroupRow[]; props: ConnectionsViewProps }): JSX.Element {
  if (rows.length === 0) {
    return (
      <Empty title="No variable groups">
        <p>A connection is a variable group that says where each environment is and how to sign in there.</p>
        <OutButton to={props.newGroupUrl}>New variable group</OutButton>
      </Empty>
    );
  }
  return (
    <div class="card scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">Connection</th>
            <th scope="col">Contract</th>
            <th scope="col">Environments</th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span class="unseen">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <GroupLine key={row.id} row={row} props={props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Values({ keys }: { keys: readonly KeyRow[] }): JSX.Element {
  return (
    <div class="card scrolls">
      <table>
        <thead>
          <tr>
            <th scope="col">Variable</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr key={key.variable}>
              <th scope="row">{key.variable}</th>
              <td class={key.secret || !key.present ? "dim" : ""}>{key.shown}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Compared({ shown }: { shown: GroupShown }): JSX.Element {
  const different = shown.differences.filter((one) => !one.same);
  return (
    <div class="card scrolls">
      <table>
        <caption>
          {different.length === 0 ? "No difference" : count(different.length, "difference")}. Two secrets
          cannot be compared: Azure DevOps never gives them back.
        </caption>
        <thead>
          <tr>
            <th scope="col">Variable</th>
            <th scope="col">{shown.row.name}</th>
            <th scope="col">{shown.others.find((one) => one.value === shown.compareWith)?.text}</th>
          </tr>
        </thead>
        <tbody>
          {different.map((one) => (
            <tr key={one.variable}>
              <th scope="row">{one.variable}</th>
              <td>{one.left}</td>
              <td>{one.right}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Group({ shown, props }: { shown: GroupShown; props: ConnectionsViewProps }): JSX.Element {
  const { row } = shown;
  return (
    <>
      <PageHeader
        title={row.name}
        above={<RouteLink to={{ place: { view: "connections" } }}>Connections</RouteLink>}
        beside={row.environments.map((name) => (
          <Pill key={name}>{name}</Pill>
        ))}
      >
        <Button icon="edit" act={() => props.edit(row.id)}>
          Edit values
        </Button>
        <Button icon="copy" act={() => props.clone(row.id)}>
          Clone…
        </Button>
        <OutButton to={shown.editUrl}>Open in Azure DevOps</OutButton>
      </PageHeader>
      <div class="content">
        <Verdict row={row} />
        <FaultList faults={row.faults} />
        <div class="above">
          <SelectField
            label="Compare with"
            value={shown.compareWith}
            change={props.compare}
            choices={shown.others}
          />
        </div>
      </div>
      {shown.compareWith === "" ? <Values keys={shown.keys} /> : <Compared shown={shown} />}
    </>
  );
}

/** The variable groups of the project, read against the contract. */
export function ConnectionsView(props: ConnectionsViewProps): JSX.Element {
  const { list, chosen } = props;
  if (list.kind === "loading") return <Skeleton rows={6} />;
  if (list.kind === "failed") return <FailureBanner report={list.report} retry={props.reload} />;
  return (
    <>
      {list.problem && <FailureBanner report={list.problem} retry={props.reload} />}
      {chosen === "gone" && <Empty title="There is no such variable group any more" />}
      {chosen !== undefined && chosen !== "gone" ? (
        <Group shown={chosen} props={props} />
      ) : (
        <List rows={list.value} props={props} />
      )}
    </>
  );
}
