import type { JSX } from "preact";
import type { ClonePlan } from "../../core/acts/clone-connection.ts";
import type { VariableGroup } from "../../core/model/connection.ts";
import { TextField } from "./fields.tsx";

/** A field of a form that edits or copies a group. */
export type Field = Readonly<{ variable: string; secret: boolean; value: string }>;

/** What a copy of a group asks for: what must differ, and the secrets. */
export function askedFields(source: VariableGroup, { asks }: Pick<ClonePlan, "asks">): readonly Field[] {
  return asks.map((variable) => {
    const found = source.variables.find((one) => one.name === variable);
    return { variable, secret: found?.secret ?? false, value: found?.value ?? "" };
  });
}

type ValueFieldsProps = {
  fields: readonly Field[];
  values: Readonly<Record<string, string>>;
  change: (variable: string, value: string) => void;
  keepsSecrets: boolean;
};

/** A text field for each value of a group. A secret is never shown. */
export function ValueFields({ fields, values, change, keepsSecrets }: ValueFieldsProps): JSX.Element {
  return (
    <>
      {fields.map((field) => (
        <TextField
          key={field.variable}
          label={field.variable}
          look={field.secret ? "secret" : "text"}
          {...(field.secret
            ? {
                hint: keepsSecrets
                  ? "Leave it empty to keep the stored one."
                  : "Azure DevOps cannot copy a secret: type it.",
              }
            : {})}
          value={values[field.variable] ?? (field.secret ? "" : field.value)}
          change={(value) => change(field.variable, value)}
        />
      ))}
    </>
  );
}
