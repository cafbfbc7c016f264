import type { JSX } from "preact";

type HeadProps = Readonly<{
  names: readonly string[];
  /** A last column says what can be done with each line. */
  acts?: boolean;
}>;

/** The heads of a table's columns. */
export function Head({ names, acts = false }: HeadProps): JSX.Element {
  return (
    <thead>
      <tr>
        {names.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
        {acts && (
          <th scope="col" class="actions">
            <span class="unseen">What can be done</span>
          </th>
        )}
      </tr>
    </thead>
  );
}
