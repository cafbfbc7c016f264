import type { JSX } from "preact";
import type { Person } from "../../core/model/person.ts";
import { gateNames } from "../../core/model/train/stage-gate.ts";
import type { Train, TrainType } from "../../core/model/train/train.ts";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { type Choice, SelectField, TextField } from "../shared/fields.tsx";
import { IdentityField, type Search } from "../shared/identity-field.tsx";
import { FailureBanner } from "../shared/pieces.tsx";
import { exactTime } from "../shared/time.ts";
import { gateTitles, typeWords } from "../shared/train-words.ts";
import type { Acting } from "../shared/use-act.ts";
import { type Draft, gateText } from "./draft.ts";

export type NewTrainViewProps = Readonly<{
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  templates: readonly Choice[];
  managers: readonly Person[];
  search: Search;
  addManager: (found: Person) => void;
  /** How it will look, where it can be made. */
  train: Train | undefined;
  because: string | undefined;
  acting: Acting;
  make: () => void;
  close: () => void;
}>;

const types: readonly TrainType[] = ["major", "minor", "patch", "emergency"];

function Manager({ draft, change, managers, search, addManager }: NewTrainViewProps): JSX.Element {
  return (
    <>
      <SelectField
        label="Manager"
        hint="Who leads the train."
        value={draft.manager}
        choices={managers.map(({ id, name }) => ({ value: id, text: name }))}
        change={(manager) => change({ manager })}
      />
      <details>
        <summary>Somebody else leads it</summary>
        <IdentityField label="Who leads it" search={search} choose={addManager} />
      </details>
    </>
  );
}

function From({ draft, change }: NewTrainViewProps): JSX.Element {
  return (
    <TextField
      label="From"
      hint="In your own time zone."
      look="moment"
      value={draft.from}
      change={(from) => change({ from })}
    />
  );
}

/** What only a train without a template asks for. */
function Scratch(props: NewTrainViewProps): JSX.Element {
  const { draft, change } = props;
  return (
    <>
      <SelectField
        label="Type"
        value={draft.type}
        choices={types.map((value) => ({ value, text: typeWords[value] }))}
        change={(value) => change({ type: types.find((one) => one === value) ?? "minor" })}
      />
      <TextField
        label="Purpose"
        look="lines"
        most={4000}
        value={draft.purpose}
        change={(purpose) => change({ purpose })}
      />
      <From {...props} />
      <TextField label="To" look="moment" value={draft.to} change={(to) => change({ to })} />
      <fieldset>
        <legend>Gates</legend>
        <p class="dim">Each ends a phase. They are proposed so that all phases are of one length.</p>
        {gateNames.map((name) => (
          <TextField
            key={name}
            label={gateTitles[name]}
            look="moment"
            value={gateText(draft, name)}
            change={(date) => change({ gates: { ...draft.gates, [name]: date } })}
          />
        ))}
      </fieldset>
    </>
  );
}

/** The dates that the template gives. */
function FromTemplate(props: NewTrainViewProps): JSX.Element {
  const { train } = props;
  return (
    <>
      <From {...props} />
      {train && (
        <>
          <h3>What the template makes of it</h3>
          <ul>
            {train.gates.map(({ name, date }) => (
              <li key={name}>
                {gateTitles[name]}: {exactTime(date)}
              </li>
            ))}
            <li>End: {exactTime(train.to)}</li>
          </ul>
        </>
      )}
    </>
  );
}

/** The form of a new release train. */
export function NewTrainView(props: NewTrainViewProps): JSX.Element {
  const { draft, change, templates, because, acting } = props;
  const submit = (): void => {
    if (because === undefined) props.make();
  };
  const isUnknown = draft.template !== "" && !templates.some(({ value }) => value === draft.template);
  return (
    <Panel
      title="New release train"
      close={props.close}
      submit={submit}
      footer={
        <Decision because={because} acting={acting} close={props.close}>
          Make the train
        </Decision>
      }
    >
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      <SelectField
        label="Begin with"
        value={draft.template}
        choices={[
          { value: "", text: "Nothing" },
          ...templates,
          ...(isUnknown ? [{ value: draft.template, text: "The template that was asked for" }] : []),
        ]}
        change={(template) => change({ template })}
      />
      <TextField label="Title" most={400} value={draft.title} change={(title) => change({ title })} />
      <Manager {...props} />
      {draft.template === "" ? <Scratch {...props} /> : <FromTemplate {...props} />}
    </Panel>
  );
}
