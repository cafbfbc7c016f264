import type { JSX } from "preact";
import { Button, CopyButton } from "../shared/buttons.tsx";
import { gains, snippet } from "./first-run.ts";

/** The first day: what sealing would add to the releases below, and what to copy into the build. */
export function FirstRunView({ close }: { close: () => void }): JSX.Element {
  return (
    <section class="card welcome" aria-labelledby="welcome">
      <div class="grow">
        <h2 id="welcome">Your releases are here already. Sealing adds the proof.</h2>
        <p>Nothing was sealed in this project yet. One task at the end of the build adds:</p>
        <ul>
          {gains.map((gain) => (
            <li key={gain}>{gain}</li>
          ))}
        </ul>
        <Button subtle act={close}>
          Not now
        </Button>
      </div>
      <div class="snippet">
        <p>The last job of your build, after the one that publishes:</p>
        <CopyButton text={snippet} what="the snippet" />
        <pre tabIndex={0}>{snippet}</pre>
      </div>
    </section>
  );
}
