import { useState } from "preact/hooks";
import { cloneConnection, cloneNameFault, planClone } from "../../core/acts/clone-connection.ts";
import { editConnection } from "../../core/acts/edit-connection.ts";
import type { VariableGroup } from "../../core/model/connection.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { askedFields } from "../shared/value-fields.tsx";
import { changesOf, fieldsOf } from "./connections.ts";
import type { CloneViewProps, EditViewProps } from "./form-view.tsx";
import type { Known } from "./use-connections.ts";

type Values = Readonly<Record<string, string>>;

type Ending = Readonly<{ close: () => void; saved: () => void }>;

/** The guided clone of one group. */
export function useClone(
  hub: Hub,
  of: { source: VariableGroup; known: Known },
  ending: Ending,
): CloneViewProps {
  const { source, known } = of;
  const [name, setName] = useState(`${source.name}-2`);
  const [values, setValues] = useState<Values>({});
  const [authorised, setAuthorised] = useState<readonly number[]>([]);
  const [acting, act] = useAct();
  const plan = planClone(source, { name: name.trim(), values }, known.contract);
  const sources = known.pipelines.flatMap((pipeline) => pipeline.sources.map((one) => one.buildPipeline));
  const pipelines = new Map(sources.flatMap((one) => (one ? [[one.id, one.name] as const] : [])));

  async function save(): Promise<void> {
    const made = await cloneConnection(plan, { pipelines: authorised }, hub.azure.connections);
    hub.toast(`${made.name} has been created.`);
    ending.saved();
    hub.go({ place: { view: "connections", group: made.id } });
  }

  return {
    source: source.name,
    name,
    setName,
    asks: askedFields(source, plan),
    values,
    change: (variable, value) => setValues({ ...values, [variable]: value }),
    faults: plan.faults,
    pipelines: [...pipelines].map(([id, of]) => ({ id, name: of })),
    authorised,
    authorise: (id, yes) => setAuthorised(yes ? [...authorised, id] : authorised.filter((one) => one !== id)),
    because: cloneNameFault(name, known.groups),
    acting,
    save: () => act(save),
    close: ending.close,
  };
}

/** The values of one group, changed in place. */
export function useEdit(hub: Hub, group: VariableGroup, ending: Ending): EditViewProps {
  const [values, setValues] = useState<Values>({});
  const [acting, act] = useAct();
  const changes = changesOf(group, values);

  async function save(): Promise<void> {
    await editConnection(group, changes, hub.azure.connections);
    hub.toast(`${group.name} was saved.`);
    ending.saved();
  }

  return {
    name: group.name,
    fields: fieldsOf(group),
    values,
    change: (variable, value) => setValues({ ...values, [variable]: value }),
    because: Object.keys(changes).length === 0 ? "Nothing was changed." : undefined,
    acting,
    save: () => act(save),
    reload: ending.saved,
    close: ending.close,
  };
}
