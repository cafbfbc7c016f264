import type { ComponentChildren, JSX } from "preact";
import type { ConnectionFault } from "../../core/model/connection.ts";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { CheckField, type Choice, SelectField, TextField } from "../shared/fields.tsx";
import { FaultList, FindingList } from "../shared/findings.tsx";
import { Icon } from "../shared/icons.tsx";
import { FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { ArtefactLine, Choices, StageChoice } from "./new-release.ts";
import type { Finding } from "../../core/model/evidence.ts";

/** What the panel shows of the chosen pipeline and build. */
export type DraftShown = Readonly<{
  builds: readonly Choice[];
  build: string;
  stages: readonly StageChoice[];
  artefacts: readonly ArtefactLine[] | string;
  source: string;
  connections: readonly Choice[];
  faults: readonly ConnectionFault[];
  findings: readonly Finding[];
  choices: Choices;
}>;

export type NewReleaseViewProps = Readonly<{
  project: string;
  pipelines: Loaded<readonly Choice[]>;
  pipeline: string;
  choosePipeline: (id: string) => void;
  chooseBuild: (id: string) => void;
  draft: Loaded<DraftShown> | undefined;
  because?: string | undefined;
  toggle: (stage: string) => void;
  toggleAll: (manual: boolean) => void;
  change: (change: Partial<Choices>) => void;
  acting: Acting;
  create: () => void;
  reload: () => void;
  close: () => void;
}>;

function StageBox({ stage, toggle }: { stage: StageChoice; toggle: (name: string) => void }): JSX.Element {
  const how = stage.manual ? "by hand" : "by itself";
  return (
    <button
      type="button"
      class={`stage-box ${stage.manual ? "manual" : ""}`}
      aria-pressed={stage.manual}
      aria-disabled={stage.fixed ? "true" : undefined}
      title={
        stage.fixed
          ? "The pipeline itself says so."
          : `Click to start it ${stage.manual ? "by itself" : "by hand"}`
      }
      onClick={() => !stage.fixed && toggle(stage.name)}
    >
      <Icon name={stage.manual ? "person" : "bolt"} />
      <span>
        {stage.name}
        <small>{how}</small>
      </span>
    </button>
  );
}

function Stages({
  stages,
  props,
}: {
  stages: readonly StageChoice[];
  props: NewReleaseViewProps;
}): JSX.Element {
  const automaticProduction = stages.filter((stage) => stage.production && !stage.manual);
  return (
    <fieldset>
      <legend>Stages</legend>
      <small>Click a stage to choose whether it starts by itself or by hand.</small>
      <div class="picture">
        {stages.map((stage) => (
          <StageBox key={stage.name} stage={stage} toggle={props.toggle} />
        ))}
      </div>
      <CheckField
        label="Start all stages by hand"
        checked={stages.every((stage) => stage.manual)}
        change={props.toggleAll}
      />
      {automaticProduction.map((stage) => (
        <p key={stage.name} class="fault" role="status">
          {stage.name} would start by itself. ReleaseManagerDeploy refuses that, unless its input allows it.
        </p>
      ))}
    </fieldset>
  );
}

function Artefacts({ shown }: { shown: DraftShown }): JSX.Element {
  const { artefacts } = shown;
  if (typeof artefacts === "string") return <p class="dim">{artefacts}</p>;
  return (
    <table class="plain">
      <caption>Artefacts{shown.source === "" ? "" : ` from ${shown.source}`}</caption>
      <thead>
        <tr>
          <th scope="col">Artefact</th>
          <th scope="col">Kind</th>
          <th scope="col">Order</th>
        </tr>
      </thead>
      <tbody>
        {artefacts.map((one) => (
          <tr key={one.name}>
            <th scope="row">{one.name}</th>
            <td>{one.kind}</td>
            <td>{one.order}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Draft({ shown, props }: { shown: DraftShown; props: NewReleaseViewProps }): JSX.Element {
  const { choices } = shown;
  return (
    <>
      <SelectField
        label="Build"
        value={shown.build}
        change={props.chooseBuild}
        choices={shown.builds}
        {...(shown.builds.length === 0 ? { fault: "This pipeline's build has not run yet." } : {})}
      />
      <FindingList findings={shown.findings} />
      <Stages stages={shown.stages} props={props} />
      <Artefacts shown={shown} />
      <SelectField
        label="Connection"
        hint="The variable group that says where the stages deploy to. Nothing else changes with it."
        value={choices.connection}
        change={(connection) => props.change({ connection })}
        choices={shown.connections}
      />
      <FaultList faults={shown.faults} />
      <TextField
        label="Description"
        look="lines"
        value={choices.description}
        change={(description) => props.change({ description })}
      />
    </>
  );
}

function Waiting<T>(props: {
  state: Loaded<T>;
  retry: () => void;
  children: (value: T) => ComponentChildren;
}): JSX.Element {
  const { state } = props;
  if (state.kind === "loading") return <Skeleton rows={2} height={52} />;
  if (state.kind === "failed") return <FailureBanner report={state.report} retry={props.retry} />;
  return <>{props.children(state.value)}</>;
}

/** Makes a release: pipeline, build, how its stages start, connection, description. */
export function NewReleaseView(props: NewReleaseViewProps): JSX.Element {
  const submit = (): void => {
    if (props.because === undefined) props.create();
  };
  return (
    <Panel
      title="New release"
      under={<span>Project {props.project}</span>}
      close={props.close}
      submit={submit}
      footer={
        <Decision because={props.because} acting={props.acting} close={props.close}>
          Create
        </Decision>
      }
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} />}
      <Waiting state={props.pipelines} retry={props.reload}>
        {(pipelines) => (
          <SelectField
            label="Release pipeline"
            value={props.pipeline}
            change={props.choosePipeline}
            choices={[{ value: "", text: "Choose a pipeline" }, ...pipelines]}
          />
        )}
      </Waiting>
      {props.draft && (
        <Waiting state={props.draft} retry={props.reload}>
          {(shown) => <Draft shown={shown} props={props} />}
        </Waiting>
      )}
    </Panel>
  );
}
