import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button } from "./buttons.tsx";
import { Decision } from "./decision.tsx";
import { Panel } from "./dialog.tsx";
import { Fields, type FieldsProps } from "./form-fields.tsx";
import { Head } from "./head.tsx";
import { MeanwhileView } from "./meanwhile-view.tsx";
import { Banner, FailureBanner } from "./pieces.tsx";
import type { ClashRow } from "./standing.ts";
import type { Acting } from "./use-act.ts";

export type FormViewProps = FieldsProps &
  Readonly<{
    form: Readonly<{ title: string; under?: string; button: string; danger?: boolean }>;
    because: string | undefined;
    acting: Acting;
    /** What somebody else did since the reader looked, a sentence each; absent where nothing is in the way. */
    meanwhile: readonly string[] | undefined;
    /** The fields that both changed. */
    clashes: readonly ClashRow[];
    decide: (row: ClashRow, taken: "theirs" | "mine") => void;
    /** Absent where it need not be looked at first. */
    reload: (() => void) | undefined;
    submit: () => void;
    close: () => void;
  }>;

type ClashesProps = Pick<FormViewProps, "clashes" | "decide">;

function Clashes({ clashes, decide }: ClashesProps): JSX.Element | null {
  if (clashes.length === 0) return null;
  return (
    <table>
      <caption>What both of you changed</caption>
      <Head names={["Field", "When you opened it", "Theirs", "Yours"]} />
      <tbody>
        {clashes.map((row) => (
          <tr key={row.clash.name}>
            <th scope="row">{row.label}</th>
            <td>{row.was}</td>
            <td>
              <p>{row.theirs}</p>
              <Button label={`Take theirs: ${row.label}`} act={() => decide(row, "theirs")}>
                Take theirs
              </Button>
            </td>
            <td>
              <p>{row.mine}</p>
              <Button label={`Keep mine: ${row.label}`} act={() => decide(row, "mine")}>
                Keep mine
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A button that was pressed and is gone gives the keyboard to the next one, or to the top of the form. */
function keepKeyboard(): void {
  const next = ["dialog .banner button", "dialog h2"].flatMap(
    (what) => document.querySelector<HTMLElement>(what) ?? [],
  );
  if (document.activeElement === document.body) next[0]?.focus();
}

/** A form, what somebody else did meanwhile, and why it cannot be sent yet. */
export function FormView(props: FormViewProps): JSX.Element {
  const { form, acting, meanwhile, because, close, clashes } = props;
  useEffect(keepKeyboard, [clashes.length, meanwhile === undefined]);
  return (
    <Panel
      title={form.title}
      under={form.under}
      close={close}
      submit={() => {
        if (because === undefined) props.submit();
      }}
      footer={
        <Decision
          {...{ because, acting, close, doing: "One moment…", out: "Back" }}
          danger={form.danger === true}
        >
          {form.button}
        </Decision>
      }
    >
      {acting.kind === "failed" && meanwhile === undefined && <FailureBanner report={acting.report} />}
      {meanwhile && (
        <MeanwhileView kept told={meanwhile} reload={props.reload}>
          <Clashes {...props} />
        </MeanwhileView>
      )}
      {props.offered.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      <Fields {...props} />
    </Panel>
  );
}
