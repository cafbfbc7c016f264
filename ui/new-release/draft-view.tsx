import type { JSX } from "preact";
import type { ConnectionFault } from "../../core/model/connection.ts";
import type { Finding } from "../../core/model/evidence.ts";
import { CheckField, type Choice, SelectField, TextField } from "../shared/fields.tsx";
import { FaultList, FindingList } from "../shared/findings.tsx";
import { Icon, type IconName } from "../shared/icons.tsx";
import { OutButton } from "../shared/nav.tsx";
import { SealedTable } from "../shared/sealed-table.tsx";
import type { SealedLine } from "../shared/sealed.ts";
import { ValueFields } from "../shared/value-fields.tsx";
import type { CopyShown } from "./connection-choice.ts";
import type { Choices, StageChoice } from "./new-release.ts";

/** What the panel shows of the chosen pipeline and build. */
export type DraftShown = Readonly<{
  kind: "classic" | "yaml";
  pipeline: Readonly<{ name: string; webUrl: string }>;
  /** Nothing can be made of it as it is. */
  blocked: boolean;
  builds: readonly Choice[];
  build: string;
  stages: readonly StageChoice[];
  artefacts: readonly SealedLine[] | string;
  source: string;
  /** Absent: the pipeline takes none. */
  connections?: readonly Choice[] | undefined;
  /** The new connection, where one is to be made. */
  copy?: CopyShown | undefined;
  faults: readonly ConnectionFault[];
  parameters: readonly string[];
  findings: readonly Finding[];
  choices: Choices;
}>;

/** What can be done with it. */
export type DraftActs = Readonly<{
  chooseBuild: (id: string) => void;
  toggle: (stage: string) => void;
  toggleAll: (manual: boolean) => void;
  change: (change: Partial<Choices>) => void;
  /** Makes a copy of the connection for the release, or takes that back. */
  copy: (yes: boolean) => void;
}>;

type DraftProps = { shown: DraftShown; acts: DraftActs };

function look(stage: StageChoice): readonly [icon: IconName, words: string, style: string] {
  if (stage.skipped) return ["close", "left out", "skipped"];
  return stage.manual ? ["person", "by hand", "manual"] : ["bolt", "by itself", ""];
}

type StageBoxProps = {
  stage: StageChoice;
  pressed: boolean;
  toggle: (id: string) => void;
};

function StageBox({ stage, pressed, toggle }: StageBoxProps): JSX.Element {
  const [icon, words, style] = look(stage);
  return (
    <button
      type="button"
      class={`stage-box ${style}`}
      aria-pressed={pressed}
      aria-disabled={stage.fixed ? "true" : undefined}
      title={stage.hint}
      onClick={() => !stage.fixed && toggle(stage.id)}
    >
      <Icon name={icon} />
      <span>
        {stage.name}
        <small>{words}</small>
      </span>
    </button>
  );
}

function Stages({ shown: { kind, stages }, acts }: DraftProps): JSX.Element {
  const classic = kind === "classic";
  return (
    <fieldset>
      <legend>Stages</legend>
      <small>
        {classic
          ? "Click a stage to choose whether it starts by itself or by hand."
          : "How they start, the pipeline's YAML says. Click a stage to leave it out of this run."}
      </small>
      <div class="picture">
        {stages.map((stage) => (
          <StageBox
            key={stage.id}
            stage={stage}
            pressed={classic ? stage.manual : stage.skipped}
            toggle={acts.toggle}
          />
        ))}
      </div>
      {classic && (
        <CheckField
          label="Start all stages by hand"
          checked={stages.every((stage) => stage.manual)}
          change={acts.toggleAll}
        />
      )}
      {stages.map(
        (stage) =>
          stage.warning !== undefined && (
            <p key={stage.id} class="fault" role="status">
              {stage.warning}
            </p>
          ),
      )}
    </fieldset>
  );
}

function Parameters({ shown: { parameters, choices }, acts }: DraftProps): JSX.Element | null {
  if (parameters.length === 0) return null;
  const change = (name: string, value: string): void =>
    acts.change({ parameters: { ...choices.parameters, [name]: value } });
  return (
    <fieldset>
      <legend>Parameters</legend>
      <small>With the values of the latest run.</small>
      {parameters.map((name) => (
        <TextField
          key={name}
          label={name}
          value={choices.parameters[name] ?? ""}
          change={(value) => change(name, value)}
        />
      ))}
    </fieldset>
  );
}

function Connection({ shown, acts }: DraftProps): JSX.Element {
  if (shown.connections === undefined) {
    return (
      <p class="dim">{shown.pipeline.name} has no parameter for a connection: it takes what its YAML says.</p>
    );
  }
  return (
    <>
      <SelectField
        label="Connection"
        hint="The variable group that says where the stages deploy to. Nothing else changes with it."
        value={shown.choices.connection}
        change={(connection) => acts.change({ connection })}
        choices={shown.connections}
      />
      {shown.choices.connection !== "" && (
        <CheckField
          label="Make a new connection for it: a copy with other values"
          checked={shown.choices.copy !== undefined}
          change={acts.copy}
        />
      )}
      {shown.copy && <Copy copy={shown.copy} acts={acts} />}
      <FaultList faults={shown.faults} />
    </>
  );
}

function Copy({ copy, acts }: { copy: CopyShown; acts: DraftActs }): JSX.Element {
  const { name, values } = copy;
  return (
    <fieldset>
      <legend>New connection</legend>
      <small>{copy.source} stays as it is. Everything that is not asked here is copied.</small>
      <TextField
        label="Name of the new connection"
        value={name}
        change={(to) => acts.change({ copy: { name: to, values } })}
        fault={copy.nameFault}
      />
      <ValueFields
        fields={copy.asks}
        values={values}
        change={(variable, value) =>
          acts.change({ copy: { name, values: { ...values, [variable]: value } } })
        }
        keepsSecrets={false}
      />
    </fieldset>
  );
}

/** The draft of a release: its build, what speaks against it, and what can be chosen. */
export function DraftView({ shown, acts }: DraftProps): JSX.Element {
  const hasBuilds = shown.builds.length > 0;
  return (
    <>
      {(hasBuilds || shown.kind === "classic") && (
        <SelectField
          label="Build"
          value={shown.build}
          change={acts.chooseBuild}
          choices={shown.builds}
          {...(hasBuilds ? {} : { fault: "This pipeline's build has not run yet." })}
        />
      )}
      <FindingList findings={shown.findings} />
      {shown.blocked && (
        <p>
          <OutButton to={shown.pipeline.webUrl}>Open {shown.pipeline.name} in Azure DevOps</OutButton>
        </p>
      )}
      {shown.stages.length > 0 && (
        <>
          <Stages shown={shown} acts={acts} />
          <SealedTable
            caption={`Artefacts${shown.source === "" ? "" : ` from ${shown.source}`}`}
            lines={shown.artefacts}
          />
          <Connection shown={shown} acts={acts} />
          <Parameters shown={shown} acts={acts} />
        </>
      )}
    </>
  );
}
