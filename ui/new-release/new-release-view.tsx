import type { ComponentChildren, JSX } from "preact";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { type Choice, SelectField, TextField } from "../shared/fields.tsx";
import { Banner, FailureBanner, Skeleton } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { type DraftActs, type DraftShown, DraftView } from "./draft-view.tsx";
import type { Told } from "./new-release.ts";

export type NewReleaseViewProps = DraftActs &
  Readonly<{
    project: string;
    /** The release that is carried on. */
    from?: string | undefined;
    /** The same artefacts go to other targets. */
    elsewhere: boolean;
    pipelines: Loaded<Readonly<{ choices: readonly Choice[]; problems: readonly string[] }>>;
    pipeline: string;
    /** The build that was asked for, in words. */
    asked?: string | undefined;
    choosePipeline: (id: string) => void;
    told: Told;
    toldFaults: Partial<Told>;
    tell: (change: Partial<Told>) => void;
    draft: Loaded<DraftShown> | undefined;
    because?: string | undefined;
    acting: Acting;
    create: () => void;
    reload: () => void;
    close: () => void;
  }>;

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

function Words({ told, toldFaults, tell }: NewReleaseViewProps): JSX.Element {
  return (
    <>
      <TextField
        label="Title"
        value={told.title}
        change={(title) => tell({ title })}
        fault={toldFaults.title}
        hint="What the list shows: what is new in it, in a few words."
      />
      <TextField
        label="Description"
        hint="Optional."
        look="lines"
        value={told.description}
        change={(description) => tell({ description })}
        fault={toldFaults.description}
      />
    </>
  );
}

function Pipeline(props: NewReleaseViewProps): JSX.Element {
  return (
    <Waiting state={props.pipelines} retry={props.reload}>
      {({ choices, problems }) => (
        <>
          {problems.map((problem) => (
            <Banner key={problem} sign="warning">
              {problem}
            </Banner>
          ))}
          <SelectField
            label="Release pipeline"
            value={props.pipeline}
            change={props.choosePipeline}
            choices={[{ value: "", text: "Choose a pipeline" }, ...choices]}
            {...(props.asked === undefined ? {} : { hint: `For build ${props.asked}` })}
          />
        </>
      )}
    </Waiting>
  );
}

function titleOf({ from, elsewhere }: NewReleaseViewProps): string {
  if (from !== undefined) return `Promote ${from}`;
  return elsewhere ? "Send the same artefacts elsewhere" : "New release";
}

/** Makes a release: pipeline, words, build, stages, connection. With `from` it carries on another one. */
export function NewReleaseView(props: NewReleaseViewProps): JSX.Element {
  const submit = (): void => {
    if (props.because === undefined) props.create();
  };
  return (
    <Panel
      title={titleOf(props)}
      under={<span>Project {props.project}</span>}
      close={props.close}
      submit={submit}
      footer={
        <Decision
          because={props.because}
          acting={props.acting}
          close={props.close}
          doing="Creating the release …"
        >
          {props.from === undefined ? "Create" : "Promote"}
        </Decision>
      }
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} />}
      <Pipeline {...props} />
      <Words {...props} />
      {props.draft && (
        <Waiting state={props.draft} retry={props.reload}>
          {(shown) => <DraftView shown={shown} acts={props} />}
        </Waiting>
      )}
    </Panel>
  );
}
