import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { FailureBanner } from "../shared/pieces.tsx";
import type { Acting } from "../shared/use-act.ts";

export type DataProps = Readonly<{ acting: Acting; exportAll: () => void; releaseAll: () => void }>;

/** What is stored and held, how to take it out, and what uninstalling leaves behind. */
export function DataView({ acting, exportAll, releaseAll }: DataProps): JSX.Element {
  return (
    <div class="card padded">
      <h2>Data and uninstalling</h2>
      <p>
        <b>Uninstalling leaves nothing behind that acts:</b> no server, no account, no service hook, and no
        hold once you have given them back here (they also end by themselves on their day). The documents
        belong to the extension: count them as gone with it, and export them first. Seals and deployment
        records are attachments of your own runs. They stay with those, as proof, and can be read without
        Release Manager.
      </p>
      <div class="above">
        <Button act={exportAll} pending={acting.kind === "pending"}>
          Export everything
        </Button>
        <Button act={releaseAll}>Release all holds…</Button>
      </div>
      {acting.kind === "failed" && <FailureBanner report={acting.report} retry={exportAll} />}
      <small>
        The export is one JSON file: settings, links between releases, reasons of starts, the calendar, and
        our holds. It holds no secret and, of people, their ids only.
      </small>
    </div>
  );
}
