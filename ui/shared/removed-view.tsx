import type { JSX } from "preact";
import { OutLink } from "./nav.tsx";
import { StatusLine } from "./pieces.tsx";
import type { RemovedShown } from "./removed.ts";

/** What going back takes away: the work items by name, each a link to Azure DevOps. */
export function RemovedPart({ removed }: { removed: RemovedShown }): JSX.Element {
  return (
    <section>
      <h3>What going back removes</h3>
      <StatusLine sign={removed.sign} words={removed.words}>
        {removed.detail}
      </StatusLine>
      <ul class="removed">
        {removed.items.map((item) => (
          <li key={item.id}>
            <OutLink to={item.url}>#{item.id}</OutLink> {item.title} <small>{item.about}</small>
          </li>
        ))}
        {removed.rest > 0 && <li class="dim">and {removed.rest} more</li>}
      </ul>
    </section>
  );
}
