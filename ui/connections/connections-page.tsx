import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { VariableGroup } from "../../core/model/connection.ts";
import type { Hub } from "../shared/hub.ts";
import { ConnectionsView } from "./connections-view.tsx";
import { CloneView, EditView } from "./form-view.tsx";
import { type Known, useConnections } from "./use-connections.ts";
import { useClone, useEdit } from "./use-forms.ts";

type FormProps = { hub: Hub; group: VariableGroup; close: () => void; saved: () => void };

function ClonePanel({ hub, group, known, ...ending }: FormProps & { known: Known }): JSX.Element {
  return <CloneView {...useClone(hub, { source: group, known }, ending)} />;
}

function EditPanel({ hub, group, ...ending }: FormProps): JSX.Element {
  return <EditView {...useEdit(hub, group, ending)} />;
}

/** The connections, one of them closely, and the panels that clone and edit. */
export function ConnectionsPage({ hub, group }: { hub: Hub; group: number | undefined }): JSX.Element {
  const { view, known, over, close, saved } = useConnections(hub, group);
  useEffect(() => hub.title("Connections - Release Manager"), []);
  const form = { hub, close, saved };
  return (
    <>
      <ConnectionsView {...view} />
      {over?.act === "clone" && known && <ClonePanel {...form} group={over.group} known={known} />}
      {over?.act === "edit" && <EditPanel {...form} group={over.group} />}
    </>
  );
}
