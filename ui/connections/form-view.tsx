import type { JSX } from "preact";
import type { ConnectionFault } from "../../core/model/connection.ts";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { CheckField, TextField } from "../shared/fields.tsx";
import { FaultList } from "../shared/findings.tsx";
import { FailureBanner } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import { type Field, ValueFields } from "../shared/value-fields.tsx";

export type CloneViewProps = Readonly<{
  source: string;
  name: string;
  setName: (name: string) => void;
  /** What must differ, and the secrets. Everything else is copied. */
  asks: readonly Field[];
  values: Readonly<Record<string, string>>;
  change: (variable: string, value: string) => void;
  faults: readonly ConnectionFault[];
  pipelines: readonly Readonly<{ id: number; name: string }>[];
  authorised: readonly number[];
  authorise: (pipeline: number, yes: boolean) => void;
  because?: string | undefined;
  acting: Acting;
  save: () => void;
  close: () => void;
}>;

/** The guided clone: a new name, the few values that differ, and which pipelines may use it. */
export function CloneView(props: CloneViewProps): JSX.Element {
  const submit = (): void => {
    if (props.because === undefined) props.save();
  };
  return (
    <Panel
      title={`Clone ${props.source}`}
      under={<span>{props.source} stays as it is. Everything that is not asked here is copied.</span>}
      close={props.close}
      submit={submit}
      footer={
        <Decision because={props.because} acting={props.acting} close={props.close}>
          Create connection
        </Decision>
      }
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} />}
      <TextField label="Name of the new connection" value={props.name} change={props.setName} />
      <ValueFields fields={props.asks} values={props.values} change={props.change} keepsSecrets={false} />
      <FaultList faults={props.faults} />
      {props.pipelines.length > 0 && (
        <fieldset>
          <legend>Pipelines that may use it</legend>
          {props.pipelines.map((pipeline) => (
            <CheckField
              key={pipeline.id}
              label={pipeline.name}
              checked={props.authorised.includes(pipeline.id)}
              change={(yes) => props.authorise(pipeline.id, yes)}
            />
          ))}
        </fieldset>
      )}
    </Panel>
  );
}

export type EditViewProps = Readonly<{
  name: string;
  fields: readonly Field[];
  values: Readonly<Record<string, string>>;
  change: (variable: string, value: string) => void;
  because?: string | undefined;
  acting: Acting;
  save: () => void;
  reload: () => void;
  close: () => void;
}>;

/** The values of one group, changed in place. Every pipeline that uses the group is affected: the panel says so. */
export function EditView(props: EditViewProps): JSX.Element {
  const submit = (): void => {
    if (props.because === undefined) props.save();
  };
  return (
    <Panel
      title={`Edit ${props.name}`}
      under={
        <span>Every pipeline that uses this group is affected. To deploy elsewhere, clone it instead.</span>
      }
      close={props.close}
      submit={submit}
      footer={
        <Decision because={props.because} acting={props.acting} close={props.close}>
          Save
        </Decision>
      }
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} retry={props.reload} />}
      <ValueFields fields={props.fields} values={props.values} change={props.change} keepsSecrets />
    </Panel>
  );
}
