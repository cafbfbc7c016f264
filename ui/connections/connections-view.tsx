import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { OutButton, RouteLink } from "../shared/nav.tsx";
import { PageHeader } from "../shared/page.tsx";
import { Ago, Empty, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Loaded } from "../shared/use-loaded.ts";
import type { GroupRow } from "./connections.ts";
import { Back, type GroupActs, type GroupShown, GroupView, Verdict } from "./group-view.tsx";

export type ConnectionsViewProps = Readonly<{
  list: Loaded<readonly GroupRow[]>;
  /** The page is about one group. */
  single: boolean;
  /** The group that was picked, where it was found. */
  chosen: GroupShown | undefined;
  now: number;
  newGroupUrl: string;
  reload: () => void;
}> &
  GroupActs;

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

type ListedProps = {
  list: Extract<ConnectionsViewProps["list"], { kind: "loaded" }>;
  props: ConnectionsViewProps;
};

function Listed({ list, props }: ListedProps): JSX.Element {
  return (
    <>
      {list.problem && <FailureBanner report={list.problem} retry={props.reload} />}
      {props.single ? (
        <Empty title="There is no such variable group any more" />
      ) : (
        <List rows={list.value} props={props} />
      )}
    </>
  );
}

/** The variable groups of the project, read against the contract. */
export function ConnectionsView(props: ConnectionsViewProps): JSX.Element {
  const { list, chosen } = props;
  if (chosen) return <GroupView shown={chosen} props={props} />;
  return (
    <>
      {props.single && <PageHeader title="Connection" above={<Back />} />}
      {list.kind === "loading" && <Skeleton rows={6} />}
      {list.kind === "failed" && <FailureBanner report={list.report} retry={props.reload} />}
      {list.kind === "loaded" && <Listed list={list} props={props} />}
    </>
  );
}
