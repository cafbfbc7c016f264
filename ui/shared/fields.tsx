import type { ComponentChildren, JSX, TargetedEvent } from "preact";
import { useId } from "preact/hooks";

type FieldProps = { label: ComponentChildren; hint?: ComponentChildren; fault?: string | undefined };

type Described = { id: string; "aria-describedby"?: string; "aria-invalid"?: "true" };

function Field(props: FieldProps & { draw: (described: Described) => JSX.Element }): JSX.Element {
  const id = useId();
  const hintId = `${id}-hint`;
  const described = props.hint !== undefined || props.fault !== undefined;
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.draw({
        id,
        ...(described ? { "aria-describedby": hintId } : {}),
        ...(props.fault === undefined ? {} : { "aria-invalid": "true" }),
      })}
      {described && (
        <small id={hintId} class={props.fault === undefined ? "" : "fault"}>
          {props.fault ?? props.hint}
        </small>
      )}
    </div>
  );
}

type TextProps = FieldProps & {
  value: string;
  change: (value: string) => void;
  /** `secret` never shows what is typed. `moment` is a date and a time in the reader's own zone. */
  look?: "text" | "secret" | "lines" | "moment";
  placeholder?: string;
  /** Of `text` and `lines`: no more characters than these. */
  most?: number;
};

/** A field for text. */
export function TextField({ value, change, look, placeholder, most, ...field }: TextProps): JSX.Element {
  const onInput = (event: TargetedEvent<HTMLInputElement | HTMLTextAreaElement>): void =>
    change(event.currentTarget.value);
  const limit = most === undefined ? {} : { maxLength: most };
  const shared = { value, onInput, spellcheck: false, ...(placeholder === undefined ? {} : { placeholder }) };
  const draw = (described: Described): JSX.Element => {
    if (look === "lines") return <textarea {...described} {...shared} {...limit} rows={2} />;
    if (look === "secret")
      return <input {...described} {...shared} type="password" autocomplete="new-password" />;
    if (look === "moment") return <input {...described} {...shared} type="datetime-local" />;
    return <input {...described} {...shared} {...limit} type="text" autocomplete="off" />;
  };
  return <Field {...field} draw={draw} />;
}

/** One entry of a list. Neighbours with the same `group` stand together below its name. */
export type Choice = Readonly<{ value: string; text: string; disabled?: boolean; group?: string }>;

type SelectProps = FieldProps & {
  value: string;
  change: (value: string) => void;
  choices: readonly Choice[];
};

function Options({ choices }: { choices: readonly Choice[] }): JSX.Element {
  return (
    <>
      {choices.map((choice) => (
        <option key={choice.value} value={choice.value} disabled={choice.disabled ?? false}>
          {choice.text}
        </option>
      ))}
    </>
  );
}

/** A list to pick one from. */
export function SelectField({ value, change, choices, ...field }: SelectProps): JSX.Element {
  const groups = [...new Set(choices.flatMap(({ group }) => group ?? []))];
  return (
    <Field
      {...field}
      draw={(described) => (
        <select {...described} value={value} onChange={(event) => change(event.currentTarget.value)}>
          <Options choices={choices.filter(({ group }) => group === undefined)} />
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              <Options choices={choices.filter((choice) => choice.group === group)} />
            </optgroup>
          ))}
        </select>
      )}
    />
  );
}

type CheckProps = { label: ComponentChildren; checked: boolean; change: (checked: boolean) => void };

export function CheckField({ label, checked, change }: CheckProps): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => change(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
