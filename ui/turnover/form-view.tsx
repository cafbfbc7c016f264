import type { JSX } from "preact";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { CheckField, SelectField, TextField } from "../shared/fields.tsx";
import { FailureBanner } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import { type Field, type Form, isTicked, type Typed } from "./form.ts";

export type FormViewProps = Readonly<{
  form: Form;
  typed: Typed;
  set: (typed: Typed) => void;
  because: string | undefined;
  acting: Acting;
  send: () => void;
  close: () => void;
}>;

type FieldProps<L> = { field: Extract<Field, { look: L }>; typed: Typed; set: (typed: Typed) => void };

function Boxes({ field, typed, set }: FieldProps<"ticks">): JSX.Element | null {
  const { boxes, hint = "" } = field;
  if (boxes.length === 0 && hint === "") return null;
  const others = (key: string): readonly string[] => typed.ticks.filter((one) => one !== key);
  return (
    <fieldset>
      <legend>{field.label}</legend>
      {boxes.map(({ key, text }) => (
        <CheckField
          key={key}
          label={text}
          checked={isTicked(typed, key)}
          change={(yes) => set({ ...typed, ticks: yes ? [...others(key), key] : others(key) })}
        />
      ))}
      {hint !== "" && <small>{hint}</small>}
    </fieldset>
  );
}

function One({ field, typed, set }: FieldProps<Field["look"]>): JSX.Element {
  if (field.look === "ticks") return <Boxes field={field} typed={typed} set={set} />;
  const { name, look, label, hint, choices = [], most } = field;
  const shared = {
    label,
    hint,
    value: typed.texts[name] ?? "",
    change: (value: string) => set({ ...typed, texts: { ...typed.texts, [name]: value } }),
  };
  if (look === "choice") return <SelectField {...shared} choices={choices} />;
  return <TextField {...shared} look={look} {...(most === undefined ? {} : { most })} />;
}

/** A form, and why it cannot be sent yet. */
export function FormView({ form, typed, set, because, acting, send, close }: FormViewProps): JSX.Element {
  const { title, under, danger = false } = form;
  return (
    <Panel
      title={title}
      under={under}
      close={close}
      submit={() => because === undefined && send()}
      footer={
        <Decision because={because} acting={acting} doing="One moment…" danger={danger} close={close}>
          {form.button}
        </Decision>
      }
    >
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      {form.fields(typed).map((field) => (
        <One key={field.look === "ticks" ? field.label : field.name} field={field} typed={typed} set={set} />
      ))}
    </Panel>
  );
}
