import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Release } from "../../core/model/release.ts";
import { Decision } from "../shared/decision.tsx";
import { Panel } from "../shared/dialog.tsx";
import { CheckField, TextField } from "../shared/fields.tsx";
import { Banner, FailureBanner } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";
import { type Answer, type Asked, askedOf, firstAnswer, missingIn, type Question } from "./question.ts";

type AgainstProps = { question: Question; said: Answer; say: (said: Answer) => void };

/** What the calendar has against it, and how to go past it. */
function Against({ question, said, say }: AgainstProps): JSX.Element | null {
  if (question.kind !== "approved" || question.stopped === undefined) return null;
  return (
    <>
      <Banner sign="warning">{question.stopped} The task refuses it, whoever approves.</Banner>
      <CheckField
        label="Deploy in spite of the calendar"
        checked={said.inSpite}
        change={(inSpite) => say({ ...said, inSpite })}
      />
    </>
  );
}

function labelOf({ longest }: Asked, { inSpite }: Answer): string {
  if (longest !== undefined) return "Description";
  return inSpite ? "Comment: why it cannot wait" : "Comment (optional)";
}

export type QuestionProps = {
  question: Question;
  release: Release;
  now: number;
  acting: Acting;
  answer: (answer: Answer) => void;
  close: () => void;
};

/** One question in the middle of the page, with what a person may say to it. */
export function QuestionView(props: QuestionProps): JSX.Element {
  const [said, setSaid] = useState(() => firstAnswer(props.question));
  const asked = askedOf(props.question, props.release);
  const because = missingIn(props.question, said, props.now);
  const submit = (): void => {
    if (because === undefined) props.answer(said);
  };
  return (
    <Panel
      look="dialog"
      title={asked.title}
      close={props.close}
      submit={submit}
      footer={
        <Decision
          because={because}
          acting={props.acting}
          doing={asked.doing}
          danger={asked.danger}
          out="Go back"
          close={props.close}
        >
          {asked.effect}
        </Decision>
      }
    >
      {props.acting.kind === "failed" && <FailureBanner report={props.acting.report} />}
      <p>{asked.text}</p>
      {asked.momentHint !== undefined && (
        <TextField
          label="Not before"
          hint={asked.momentHint}
          look="moment"
          value={said.until}
          change={(until) => setSaid({ ...said, until })}
        />
      )}
      <Against question={props.question} said={said} say={setSaid} />
      {asked.takesComment && (
        <TextField
          label={labelOf(asked, said)}
          look="lines"
          {...(asked.longest === undefined ? {} : { most: asked.longest })}
          value={said.comment}
          change={(comment) => setSaid({ ...said, comment })}
        />
      )}
    </Panel>
  );
}
