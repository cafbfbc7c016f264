import type { JSX } from "preact";
import { counted } from "../../core/model/words.ts";
import { Button } from "../shared/buttons.tsx";
import { SelectField } from "../shared/fields.tsx";
import { FaultList } from "../shared/findings.tsx";
import { OutButton, RouteLink } from "../shared/nav.tsx";
import { PageHeader } from "../shared/page.tsx";
import { Pill, StatusLine } from "../shared/pieces.tsx";
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

/** What can be done with one group. */
export type GroupActs = Readonly<{
  compare: (id: string) => void;
  clone: (id: number) => void;
  edit: (id: number) => void;
}>;

/** Whether a group can be used as a connection. */
export function Verdict({ row }: { row: GroupRow }): JSX.Element {
  const sign = row.environments.length === 0 ? "none" : row.faults.length === 0 ? "ok" : "warning";
  return <StatusLine sign={sign} words={verdictWords(row)} />;
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
          {different.length === 0 ? "No difference" : counted(different.length, "difference")}. Two secrets
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

/** The way back to all connections. */
export function Back(): JSX.Element {
  return <RouteLink to={{ place: { view: "connections" } }}>Connections</RouteLink>;
}

/** One group: what is wrong with it, its values, and how it differs from another one. */
export function GroupView({ shown, props }: { shown: GroupShown; props: GroupActs }): JSX.Element {
  const { row } = shown;
  return (
    <>
      <PageHeader
        title={row.name}
        above={<Back />}
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
