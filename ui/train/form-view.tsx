import type { JSX } from "preact";
import type { Identity, Person } from "../../core/model/person.ts";
import { Button, IconButton } from "../shared/buttons.tsx";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { CheckField, type Choice, SelectField, TextField } from "../shared/fields.tsx";
import { IdentityField, type Search } from "../shared/identity-field.tsx";
import { Banner, FailureBanner } from "../shared/pieces.tsx";
import { type Acting, doneAlready } from "../shared/use-act.ts";
import { type Field, type Form, partsIn, type Typed } from "./form.ts";
import type { Offered } from "./offered.ts";

export type FormViewProps = Readonly<{
  form: Pick<Form, "title" | "under" | "button" | "danger">;
  fields: readonly Field[];
  typed: Typed;
  change: (field: Field, value: string) => void;
  people: readonly Person[];
  search: Search;
  found: (person: Identity) => void;
  offered: Offered;
  because: string | undefined;
  acting: Acting;
  /** What somebody else did since the reader looked, a sentence each; absent where nothing is in the way. */
  meanwhile: readonly string[] | undefined;
  reload: () => void;
  submit: () => void;
  close: () => void;
}>;

type OneProps = { field: Field; props: FormViewProps };

function named(choices: readonly Choice[], value: string): string {
  return choices.find((one) => one.value === value)?.text ?? value;
}

/** Several of a list: those that are chosen, each to be taken out again, and one more. */
function Several({ field, props, choices }: OneProps & { choices: readonly Choice[] }): JSX.Element {
  const chosen = partsIn(props.typed, field.name);
  const set = (all: readonly string[]): void => props.change(field, all.join(" "));
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

function Somebody({ field, props }: OneProps): JSX.Element {
  const add = (found: Identity): void => {
    props.found(found);
    const before = field.look === "people" ? partsIn(props.typed, field.name) : [];
    props.change(field, [...before.filter((id) => id !== found.id), found.id].join(" "));
  };
  return (
    <details>
      <summary>Somebody else: {field.label}</summary>
      <IdentityField label={`Look for: ${field.label}`} search={props.search} choose={add} />
    </details>
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
          change={(id) => props.change(field, id)}
        />
      )}
      <Somebody field={field} props={props} />
    </>
  );
}

function Place({ field, props }: OneProps): JSX.Element {
  const { environments } = props.offered;
  const value = props.typed[field.name] ?? "";
  const change = (name: string): void => props.change(field, name);
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
  const change = (value: string): void => props.change(field, value);
  return <SelectField {...{ label, hint, choices, change }} value={props.typed[name] ?? ""} />;
}

function Tick({ field, props }: OneProps): JSX.Element {
  const change = (yes: boolean): void => props.change(field, yes ? "yes" : "");
  return <CheckField label={field.label} checked={props.typed[field.name] === "yes"} change={change} />;
}

function Pipelines({ field, props }: OneProps): JSX.Element {
  return <Several field={field} props={props} choices={props.offered.pipelines} />;
}

function Text({ field, look, props }: OneProps & { look: "text" | "lines" | "moment" }): JSX.Element {
  const { name, label, hint, most } = field;
  const change = (value: string): void => props.change(field, value);
  const limit = most === undefined ? {} : { most };
  return <TextField {...{ label, hint, look, change }} {...limit} value={props.typed[name] ?? ""} />;
}

const drawn = {
  choice: Chosen,
  tick: Tick,
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

function Meanwhile({ meanwhile, reload }: Pick<FormViewProps, "meanwhile" | "reload">): JSX.Element | null {
  if (meanwhile === undefined) return null;
  return (
    <Banner sign="warning" alert>
      <b>Somebody changed it meanwhile. Nothing of yours was stored; what you typed stays here.</b>
      <ul>
        {meanwhile.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p>
        <Button icon="refresh" act={reload}>
          Reload
        </Button>
      </p>
    </Banner>
  );
}

/** A form of the train's page. */
export function FormView(props: FormViewProps): JSX.Element {
  const { form, acting, meanwhile } = props;
  const told = meanwhile === undefined ? undefined : "Reload first, and look at what it is now.";
  const because = told ?? doneAlready(acting) ?? props.because;
  return (
    <Panel
      title={form.title}
      under={form.under}
      close={props.close}
      submit={() => {
        if (because === undefined) props.submit();
      }}
      footer={
        <Decision
          because={because}
          acting={acting}
          danger={form.danger === true}
          out="Back"
          close={props.close}
        >
          {form.button}
        </Decision>
      }
    >
      {acting.kind === "failed" && meanwhile === undefined && <FailureBanner report={acting.report} />}
      <Meanwhile {...props} />
      {props.offered.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      {props.fields.map((field) => (
        <One key={field.name} field={field} props={props} />
      ))}
    </Panel>
  );
}
