import type { JSX } from "preact";
import type { Reading } from "../../core/model/reading.ts";
import type { DecidingType } from "../../core/model/train/decision-meaning.ts";
import type { TrainSettings } from "../../core/model/train/train-settings.ts";
import { Button, IconButton } from "../shared/buttons.tsx";
import { SelectField } from "../shared/fields.tsx";
import { Head } from "../shared/head.tsx";
import { IdentityField, type Search } from "../shared/identity-field.tsx";
import { Banner, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import {
  meaningWords,
  type OfficeRow,
  stateChoices,
  withHolder,
  withoutHolder,
  withState,
  withType,
} from "./offices.ts";

type Shown = Readonly<{
  settings: TrainSettings;
  rows: readonly OfficeRow[];
  types: Reading<readonly DecidingType[]>;
}>;

export type OfficesProps = Readonly<{
  shown: Loaded<Shown>;
  search: Search;
  change: (settings: TrainSettings) => void;
  because: string | undefined;
  acting: Acting;
  save: () => void;
  /** Given where something was changed. */
  discard?: () => void;
  reload: () => void;
}>;

type PartProps = { shown: Shown; props: OfficesProps };

function OfficeLine({ row, shown, props }: PartProps & { row: OfficeRow }): JSX.Element {
  const { office, words, may, holders } = row;
  const { change, search } = props;
  return (
    <tr>
      <th scope="row">
        {words}
        <small>{may}</small>
      </th>
      <td>
        {holders.length === 0 && (
          <p class="fault">Nobody: what this office may do is refused to everybody.</p>
        )}
        <ul>
          {holders.map(({ id, name, isGroup, unread }) => (
            <li key={id} class="row">
              <span class="grow">
                {name}
                {isGroup && <span class="dim"> group</span>}
                {unread && <small class="fault">Its members could not be read.</small>}
              </span>
              <IconButton
                icon="close"
                name={`Take ${name} out: ${words}`}
                act={() => change(withoutHolder(shown.settings, office, id))}
              />
            </li>
          ))}
        </ul>
      </td>
      <td>
        <IdentityField
          label={`Add: ${words}`}
          groups
          search={search}
          choose={(found) => change(withHolder(shown.settings, office, found))}
        />
      </td>
    </tr>
  );
}

type StatesProps = { settings: TrainSettings; types: readonly DecidingType[]; props: OfficesProps };

function States({ settings, types, props }: StatesProps): JSX.Element {
  const { decisions } = settings;
  const choices = stateChoices(settings, types);
  const unset = { value: "", text: "Choose…" };
  const tagged = { value: "", text: "The state for yes, with the tag Rejected" };
  return (
    <>
      <SelectField
        label="Work items for decisions and manual tasks"
        value={decisions?.type ?? ""}
        choices={[
          { value: "", text: "As the project's process proposes" },
          ...types.map(({ name }) => ({ value: name, text: name })),
        ]}
        change={(name) => props.change(withType(settings, name, types))}
      />
      {decisions && (
        <>
          <SelectField
            label="The state that means yes, or done"
            value={decisions.approved}
            choices={decisions.approved === "" ? [unset, ...choices] : choices}
            change={(state) => props.change(withState(settings, "approved", state))}
          />
          <SelectField
            label="The state that means no, or failed"
            value={decisions.rejected ?? ""}
            choices={[tagged, ...choices]}
            change={(state) => props.change(withState(settings, "rejected", state))}
          />
        </>
      )}
      <p class="dim">{meaningWords(settings, types)}</p>
    </>
  );
}

function Decisions({ shown, props }: PartProps): JSX.Element {
  const { settings, types } = shown;
  if (types.kind === "failed") {
    return <Banner sign="warning">The types of work items could not be read: {types.why}</Banner>;
  }
  return <States settings={settings} types={types.value} props={props} />;
}

function Content({ shown, props }: PartProps): JSX.Element {
  const { because, acting, save, discard } = props;
  return (
    <>
      <table>
        <Head names={["Office", "Who holds it", "Name somebody"]} />
        <tbody>
          {shown.rows.map((row) => (
            <OfficeLine key={row.office} row={row} shown={shown} props={props} />
          ))}
        </tbody>
      </table>
      <Decisions shown={shown} props={props} />
      <div class="above">
        <Button primary because={because} pending={acting.kind === "pending"} act={save}>
          Save the release trains
        </Button>
        {discard && <Button act={discard}>Discard these changes</Button>}
      </div>
    </>
  );
}

/** Release trains: who holds which office, and on what work items decisions are made. */
export function OfficesView(props: OfficesProps): JSX.Element {
  const { shown, acting, reload } = props;
  return (
    <div class="card padded scrolls">
      <h2>Release trains</h2>
      <p>
        Every act on a train belongs to an office. To everybody else it is refused, and while nobody holds the
        office, to everybody: before the first release manager is named, nobody can make a train.
      </p>
      <p class="dim">
        Holding an office gives no right in Azure DevOps. Azure DevOps enforces who decided a work item, and
        when. Who holds an office is recorded by Release Manager: whoever may edit extension data could alter
        it.
      </p>
      {acting.kind === "failed" && <FailureBanner report={acting.report} retry={reload} />}
      {shown.kind === "loading" && <Skeleton rows={3} />}
      {shown.kind === "failed" && <FailureBanner report={shown.report} retry={reload} />}
      {shown.kind === "loaded" && <Content shown={shown.value} props={props} />}
    </div>
  );
}
