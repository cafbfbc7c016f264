import type { JSX } from "preact";
import type { DifferenceShown } from "./difference.ts";
import { OutLink } from "./nav.tsx";
import { StatusLine } from "./pieces.tsx";

function Items({ shown }: { shown: DifferenceShown }): JSX.Element | null {
  if (shown.items.length === 0) return null;
  return (
    <ul class="difference">
      {shown.items.map((item) => (
        <li key={item.id}>
          <OutLink to={item.url}>#{item.id}</OutLink> {item.title} <small>{item.about}</small>
        </li>
      ))}
      {shown.rest > 0 && <li class="dim">and {shown.rest} more</li>}
    </ul>
  );
}

/** What a deployment brings or takes away: the work items by name, each a link to Azure DevOps. */
export function DifferencePart({ shown }: { shown: DifferenceShown }): JSX.Element {
  const items = <Items shown={shown} />;
  return (
    <section>
      <h3>{shown.title}</h3>
      <StatusLine sign={shown.sign} words={shown.words}>
        {shown.detail}
      </StatusLine>
      {shown.fold === undefined || shown.items.length === 0 ? (
        items
      ) : (
        <details>
          <summary>{shown.fold}</summary>
          {items}
        </details>
      )}
    </section>
  );
}
