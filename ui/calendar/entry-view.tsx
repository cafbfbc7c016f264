import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { type Holder, longest } from "../../core/model/calendar.ts";
import type { StageClass } from "../../core/model/stage.ts";
import { classWords } from "../../core/model/words.ts";
import { Button, IconButton } from "../shared/buttons.tsx";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { CheckField, SelectField, TextField } from "../shared/fields.tsx";
import { Banner, FailureBanner } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import { kindHints, kindWords, mostEnvironments, whereWords } from "./calendar.ts";
import { type Draft, releaseHolder, toggled, withHolder } from "./draft.ts";

export type EntryViewProps = Readonly<{
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  isNew: boolean;
  /** Only so many are offered as an entry can name. */
  environments: readonly string[];
  pipelines: readonly Holder[];
  /** The zone of what comes again, by its name. */
  zone: string;
  /** Titles of the reservations that it meets. */
  meets: readonly string[];
  because: string | undefined;
  acting: Acting;
  save: () => void;
  close: () => void;
}>;

const classes: readonly StageClass[] = ["development", "test", "staging", "production"];

function Where({ draft, change, environments }: EntryViewProps): JSX.Element {
  return (
    <>
      <fieldset>
        <legend>Environments</legend>
        {environments.slice(0, mostEnvironments).map((name) => (
          <CheckField
            key={name}
            label={name}
            checked={draft.environments.includes(name)}
            change={(yes) => change({ environments: toggled(draft.environments, name, yes) })}
          />
        ))}
        {environments.length === 0 && <p class="dim">No environment is known yet.</p>}
        {environments.length > mostEnvironments && (
          <p class="dim">
            Only {mostEnvironments} of {environments.length} environments are offered: for the others choose a
            class.
          </p>
        )}
      </fieldset>
      {draft.environments.length === 0 && (
        <fieldset>
          <legend>Or every environment of a class</legend>
          {classes.map((one) => (
            <CheckField
              key={one}
              label={classWords(one)}
              checked={draft.classes.includes(one)}
              change={(yes) => change({ classes: toggled(draft.classes, one, yes) })}
            />
          ))}
        </fieldset>
      )}
      <p class="dim">It counts in {whereWords(draft)}.</p>
    </>
  );
}

function When({ draft, change, zone }: EntryViewProps): JSX.Element {
  return (
    <>
      <TextField
        label="From"
        hint="In your own time zone."
        look="moment"
        value={draft.from}
        change={(from) => change({ from })}
      />
      <TextField
        label={draft.kind === "hold" ? "To (optional)" : "To"}
        hint={
          draft.kind === "hold" ? "Left empty, it holds until somebody ends it." : "In your own time zone."
        }
        look="moment"
        value={draft.to}
        change={(to) => change({ to })}
      />
      <CheckField
        label={`Again every week at these times, on the clocks of ${zone}`}
        checked={draft.weekly}
        change={(weekly) => change({ weekly })}
      />
    </>
  );
}

function Chosen({ draft, change }: EntryViewProps): JSX.Element | null {
  if (draft.for.length === 0) return null;
  return (
    <ul>
      {draft.for.map((holder) => (
        <li key={`${holder.kind} ${holder.id}`} class="row">
          <span class="grow">{holder.name}</span>
          <IconButton
            icon="close"
            name={`Take ${holder.name} out`}
            act={() => change({ for: draft.for.filter((one) => one !== holder) })}
          />
        </li>
      ))}
    </ul>
  );
}

/** Who may deploy all the same. */
function Whom(props: EntryViewProps): JSX.Element {
  const { draft, change, pipelines } = props;
  const [release, setRelease] = useState("");
  const holder = releaseHolder(release);
  const choices = pipelines.map(({ id, name }) => ({
    value: id,
    text: name,
    group: id.startsWith("yaml") ? "YAML" : "Classic",
  }));
  const add = (): void => {
    if (!holder) return;
    change(withHolder(draft, holder));
    setRelease("");
  };
  return (
    <fieldset>
      <legend>{draft.kind === "reservation" ? "Reserved for" : "Does not count for"}</legend>
      <Chosen {...props} />
      <SelectField
        label="Add a pipeline"
        value=""
        choices={[{ value: "", text: "Choose…" }, ...choices]}
        change={(id) =>
          change(
            withHolder(
              draft,
              pipelines.find((one) => one.id === id),
            ),
          )
        }
      />
      <TextField
        label="Or one release"
        hint="As its address in the hub says it: classic:57, or run:345."
        value={release}
        change={setRelease}
      />
      <Button because={holder ? undefined : "Type the id of a release first."} act={add}>
        Add the release
      </Button>
    </fieldset>
  );
}

function Meets({ draft, change, meets }: EntryViewProps): JSX.Element | null {
  if (meets.length === 0) return null;
  return (
    <Banner sign="warning">
      <p>It meets {meets.map((title) => `“${title}”`).join(", ")}: then neither of them may deploy.</p>
      <CheckField
        label="I know, and save it all the same"
        checked={draft.acknowledged}
        change={(acknowledged) => change({ acknowledged })}
      />
    </Banner>
  );
}

/** The form of one entry of the calendar. */
export function EntryView(props: EntryViewProps): JSX.Element {
  const { draft, change, because } = props;
  const submit = (): void => {
    if (because === undefined) props.save();
  };
  const words = kindWords[draft.kind].toLowerCase();
  return (
    <Panel
      title={props.isNew ? `New ${words}` : `Change the ${words}`}
      under={<span>{kindHints[draft.kind]}</span>}
      close={props.close}
      submit={submit}
      footer={
        <Decision because={because} acting={props.acting} close={props.close}>
          Save the {words}
        </Decision>
      }
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} />}
      <TextField
        label="Title"
        most={longest.title}
        value={draft.title}
        change={(title) => change({ title })}
      />
      <TextField
        label="Reason"
        hint="Who is stopped by it reads this."
        look="lines"
        most={longest.reason}
        value={draft.reason}
        change={(reason) => change({ reason })}
      />
      <When {...props} />
      <Where {...props} />
      <Whom {...props} />
      <Meets {...props} />
    </Panel>
  );
}
