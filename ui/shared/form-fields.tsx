import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { Identity, Person } from "../../core/model/person.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import { IconButton } from "./buttons.tsx";
import { CheckField, type Choice, SelectField, TextField } from "./fields.tsx";
import { IdentityField } from "./identity-field.tsx";
import { FailureBanner, Skeleton } from "./pieces.tsx";
import { useLoaded } from "./use-loaded.ts";
import { FindField, type Findable } from "./find-field.tsx";
import { type Field, type Finding, isTicked, nameKey, partsIn, type Typed } from "./form.ts";
import type { Offered } from "./offered.ts";

/** What the fields of a form are drawn of. */
export type FieldsProps = Readonly<{
  fields: readonly Field[];
  typed: Typed;
  change: (name: string, value: string) => void;
  people: readonly Person[];
  azure: AzureDevOps;
  found: (person: Identity) => void;
  offered: Offered;
}>;

type OneProps = { field: Field; props: FieldsProps };

function named(choices: readonly Choice[], value: string): string {
  return choices.find((one) => one.value === value)?.text ?? value;
}

/** Several of a list: those that are chosen, each to be taken out again, and one more. */
function Several({ field, props, choices }: OneProps & { choices: readonly Choice[] }): JSX.Element {
  const chosen = partsIn(props.typed, field.name);
  const set = (all: readonly string[]): void => props.change(field.name, all.join(" "));
  return (
    <fieldset>
      <legend>{field.label}</legend>
      <ul>
        {chosen.map((value) => (
          <li key={value} class="row">
            <span class="grow">{named(choices, value)}</span>
            <IconButton
              icon="close"
              name={`Take ${named(choices, value)} out of: ${field.label}`}
              act={() => set(chosen.filter((one) => one !== value))}
            />
          </li>
        ))}
      </ul>
      <SelectField
        label={`Add to: ${field.label}`}
        value=""
        choices={[{ value: "", text: "Choose…" }, ...choices.filter(({ value }) => !chosen.includes(value))]}
        change={(value) => set(value === "" ? chosen : [...chosen, value])}
      />
    </fieldset>
  );
}

/** What is drawn when it is unfolded: a closed one has no fields that could be taken for the form's own. */
function Unfolding({ words, children }: { words: string; children: ComponentChildren }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{words}</summary>
      {isOpen && children}
    </details>
  );
}

function Somebody({ field, props }: OneProps): JSX.Element {
  const add = (found: Identity): void => {
    props.found(found);
    const before = field.look === "people" ? partsIn(props.typed, field.name) : [];
    props.change(field.name, [...before.filter((id) => id !== found.id), found.id].join(" "));
  };
  return (
    <Unfolding words={`Somebody else: ${field.label}`}>
      <IdentityField label={`Look for: ${field.label}`} search={props.azure.people.search} choose={add} />
    </Unfolding>
  );
}

function People({ field, props }: OneProps): JSX.Element {
  const choices = props.people.map(({ id, name }) => ({ value: id, text: name }));
  const value = props.typed[field.name] ?? "";
  const none = choices.some((one) => one.value === value) ? [] : [{ value, text: "Choose…" }];
  return (
    <>
      {field.look === "people" ? (
        <Several field={field} props={props} choices={choices} />
      ) : (
        <SelectField
          label={field.label}
          value={value}
          choices={[...none, ...choices]}
          change={(id) => props.change(field.name, id)}
        />
      )}
      <Somebody field={field} props={props} />
    </>
  );
}

function Place({ field, props }: OneProps): JSX.Element {
  const { environments } = props.offered;
  const value = props.typed[field.name] ?? "";
  const change = (name: string): void => props.change(field.name, name);
  // Where nothing is known of them, the name can be typed all the same.
  if (environments.length === 0) {
    return <TextField label={field.label} most={400} value={value} change={change} />;
  }
  const choices = environments.map(({ name }) => ({ value: name, text: name }));
  const none = choices.some((one) => one.value === value) ? [] : [{ value, text: value || "Choose…" }];
  return <SelectField label={field.label} value={value} choices={[...none, ...choices]} change={change} />;
}

function Chosen({ field, props }: OneProps): JSX.Element {
  const { name, label, hint, choices = [] } = field;
  const change = (value: string): void => props.change(field.name, value);
  return <SelectField {...{ label, hint, choices, change }} value={props.typed[name] ?? ""} />;
}

type TickProps = { name: string; label: string; props: FieldsProps };

function Tick({ name, label, props }: TickProps): JSX.Element {
  const change = (yes: boolean): void => props.change(name, yes ? "yes" : "");
  return <CheckField label={label} checked={isTicked(props.typed, name)} change={change} />;
}

function Ticks({ field, props }: OneProps): JSX.Element | null {
  const { choices = [], hint = "" } = field;
  if (choices.length === 0 && hint === "") return null;
  return (
    <fieldset>
      <legend>{field.label}</legend>
      {choices.map(({ value, text }) => (
        <Tick key={value} name={value} label={text} props={props} />
      ))}
      {hint !== "" && <small>{hint}</small>}
    </fieldset>
  );
}

function Pipelines({ field, props }: OneProps): JSX.Element {
  return <Several field={field} props={props} choices={props.offered.pipelines} />;
}

function Text({ field, look, props }: OneProps & { look: "text" | "lines" | "moment" }): JSX.Element {
  const { name, label, hint, most, find } = field;
  const change = (value: string): void => props.change(field.name, value);
  const limit = most === undefined ? {} : { most };
  return (
    <>
      <TextField {...{ label, hint, look, change }} {...limit} value={props.typed[name] ?? ""} />
      {find && <Finder field={field} find={find} props={props} />}
    </>
  );
}

type FinderProps = OneProps & { find: Finding };

function Finder({ field, find, props }: FinderProps): JSX.Element {
  const { name, label } = field;
  const chosen = partsIn(props.typed, name);
  const choose = (one: Findable): void => {
    props.change(name, find.several === true ? [...chosen, one.id].join(" ") : one.id);
    props.change(nameKey(name, one.id), one.name);
  };
  return (
    <Unfolding words={`${find.words}: ${label}`}>
      <FindField
        {...{ hint: find.hint, none: find.none, choose }}
        label={`Look for: ${label}`}
        search={(text) => find.search(props.azure, text)}
        {...(find.several === true ? { chosen } : {})}
      />
    </Unfolding>
  );
}

/** All that is found, each to be left out. */
function Offering({ find, props }: FinderProps): JSX.Element {
  const { state, reload } = useLoaded(() => find.search(props.azure, ""), { key: "" });
  if (state.kind === "loading") return <Skeleton rows={3} />;
  if (state.kind === "failed") return <FailureBanner report={state.report} retry={reload} />;
  const { items, notes = [] } = state.value;
  return (
    <fieldset>
      <legend>{find.words}</legend>
      {items.map(({ id, name }) => (
        <CheckField
          key={id}
          label={name}
          checked={!isTicked(props.typed, `leave ${id}`)}
          change={(yes) => props.change(`leave ${id}`, yes ? "" : "yes")}
        />
      ))}
      {[items.length === 0 ? find.none : find.hint, ...notes].map((note) => (
        <small key={note}>{note}</small>
      ))}
    </fieldset>
  );
}

const drawn = {
  choice: Chosen,
  tick: ({ field, props }: OneProps) => <Tick name={field.name} label={field.label} props={props} />,
  ticks: Ticks,
  found: ({ field, props }: OneProps) =>
    field.find ? <Offering field={field} find={field.find} props={props} /> : null,
  person: People,
  people: People,
  environment: Place,
  pipelines: Pipelines,
} as const;

function One({ field, props }: OneProps): JSX.Element {
  const { look } = field;
  if (look === "text" || look === "lines" || look === "moment") {
    return <Text field={field} look={look} props={props} />;
  }
  const Drawn = drawn[look];
  return <Drawn field={field} props={props} />;
}

/** The fields of a form. */
export function Fields(props: FieldsProps): JSX.Element {
  return (
    <>
      {props.fields.map((field) => (
        <One key={field.name} field={field} props={props} />
      ))}
    </>
  );
}
