import type { JSX } from "preact";
import { type Contract, type ContractKey } from "../../core/model/connection.ts";
import type { Settings } from "../../core/model/settings.ts";
import { Button, IconButton } from "../shared/buttons.tsx";
import { CheckField, SelectField } from "../shared/fields.tsx";
import { PageHeader } from "../shared/page.tsx";
import { FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { type CheckProps, CheckView } from "./check-view.tsx";
import { DataView, type DataProps } from "./data-view.tsx";
import { OfficesView, type OfficesProps } from "./offices-view.tsx";
import { policyWords, readPolicy, withKey } from "./settings.ts";
import { StagesView } from "./stages-view.tsx";
import type { StageRow } from "./stages.ts";

export type SettingsViewProps = Readonly<{
  settings: Loaded<Settings>;
  stages: readonly StageRow[];
  /** Which source of stages could not be read, and why. */
  problems: readonly string[];
  contract: Contract;
  change: (settings: Settings) => void;
  because?: string | undefined;
  acting: Acting;
  save: () => void;
  /** Given where something was changed. */
  discard?: () => void;
  reload: () => void;
  check: CheckProps;
  data: DataProps;
  trains: OfficesProps;
}>;

type PartProps = { settings: Settings; props: SettingsViewProps };

const glassChoices = [
  { value: "reason", text: "Ask for a reason" },
  { value: "secondPerson", text: "Ask for a reason, and for somebody else's approval" },
];

function Policies({ settings, props }: PartProps): JSX.Element {
  const choices = Object.entries(policyWords).map(([value, text]) => ({ value, text }));
  return (
    <div class="card padded">
      <h2>Policies</h2>
      <SelectField
        label="Production, although the stage before it has not succeeded"
        value={settings.outOfOrder}
        choices={choices}
        change={(value) => props.change({ ...settings, outOfOrder: readPolicy(value) })}
      />
      <SelectField
        label="The connection changed since the stage before was deployed"
        value={settings.drift}
        choices={choices}
        change={(value) => props.change({ ...settings, drift: readPolicy(value) })}
      />
      <SelectField
        label="Deployed in spite of a freeze, a reservation or a hold"
        value={settings.breakGlass ?? "reason"}
        choices={glassChoices}
        change={(value) =>
          props.change({ ...settings, breakGlass: value === "secondPerson" ? value : "reason" })
        }
      />
    </div>
  );
}

const types: readonly ContractKey["type"][] = ["text", "url", "secret", "serviceConnection"];
const typeWords: Readonly<Record<ContractKey["type"], string>> = {
  text: "Text",
  url: "Address",
  secret: "Secret",
  serviceConnection: "Service connection",
};

type KeyProps = { at: number; entry: ContractKey; set: (contract: Contract) => void; contract: Contract };

function KeyLine({ at, entry, set, contract }: KeyProps): JSX.Element {
  const change = (part: Partial<ContractKey>): void => set(withKey(contract, at, part));
  const name = entry.key === "" ? "the new key" : entry.key;
  return (
    <tr>
      <td>
        <input
          type="text"
          aria-label="Key"
          value={entry.key}
          onInput={(event) => change({ key: event.currentTarget.value })}
        />
      </td>
      <td>
        <select
          aria-label={`Type of ${name}`}
          value={entry.type}
          onChange={(event) =>
            change({ type: types.find((one) => one === event.currentTarget.value) ?? "text" })
          }
        >
          {types.map((type) => (
            <option key={type} value={type}>
              {typeWords[type]}
            </option>
          ))}
        </select>
      </td>
      <td>
        <CheckField
          label="one for each environment"
          checked={entry.perEnvironment}
          change={(perEnvironment) => change({ perEnvironment })}
        />
      </td>
      <td>
        <CheckField label="required" checked={entry.required} change={(required) => change({ required })} />
      </td>
      <td class="actions">
        <IconButton
          icon="close"
          name={`Remove ${name}`}
          act={() => set(contract.filter((_, index) => index !== at))}
        />
      </td>
    </tr>
  );
}

function ContractPart({ settings, props }: PartProps): JSX.Element {
  const set = (contract: Contract): void => props.change({ ...settings, contract });
  const { contract } = props;
  const fresh: ContractKey = { key: "", type: "text", perEnvironment: false, required: true };
  return (
    <div class="card scrolls">
      <table>
        <caption>
          <h2>Contract</h2>
          The keys that every connection of this project has.
        </caption>
        <tbody>
          {contract.map((entry, at) => (
            <KeyLine key={at} at={at} entry={entry} set={set} contract={contract} />
          ))}
        </tbody>
      </table>
      <p class="more">
        <Button icon="plus" act={() => set([...contract, fresh])}>
          Add a key
        </Button>
      </p>
    </div>
  );
}

/** The settings of one project, and the check of what its organisation lets us do. */
export function SettingsView(props: SettingsViewProps): JSX.Element {
  const { settings } = props;
  return (
    <main class="page">
      <PageHeader title="Release Manager settings">
        <Button primary because={props.because} pending={props.acting.kind === "pending"} act={props.save}>
          Save
        </Button>
        {props.discard && <Button act={props.discard}>Discard</Button>}
      </PageHeader>
      <div class="content">
        {props.acting.kind === "failed" && (
          <FailureBanner report={props.acting.report} retry={props.reload} />
        )}
        <CheckView {...props.check} />
        {settings.kind === "loading" && <Skeleton rows={6} />}
        {settings.kind === "failed" && <FailureBanner report={settings.report} retry={props.reload} />}
        {settings.kind === "loaded" && (
          <>
            <p class="dim">
              Everybody who may use extensions in this organisation can read and change these settings through
              the API. Therefore they can only make the rules stricter than the pipeline itself declares.
            </p>
            <StagesView
              rows={props.stages}
              problems={props.problems}
              settings={settings.value}
              change={props.change}
            />
            <Policies settings={settings.value} props={props} />
            <ContractPart settings={settings.value} props={props} />
          </>
        )}
        <OfficesView {...props.trains} />
        <DataView {...props.data} />
      </div>
    </main>
  );
}
