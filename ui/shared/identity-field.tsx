import type { JSX } from "preact";
import type { Identity } from "../../core/model/person.ts";
import { FindField } from "./find-field.tsx";

/** Looks for people and groups by a name or an address. */
export type Search = (text: string) => Promise<readonly Identity[]>;

type IdentityFieldProps = {
  label: string;
  search: Search;
  choose: (found: Identity) => void;
  /** Groups can be chosen, too. */
  groups?: boolean;
};

/** A field that looks for somebody, and those who are found, to choose from. */
export function IdentityField({ label, search, choose, groups = false }: IdentityFieldProps): JSX.Element {
  return (
    <FindField
      label={label}
      hint="By name or mail address."
      empty="Type a name or a mail address first."
      none="Nobody is called so. Azure DevOps may ask for the whole name, or the whole mail address."
      search={async (text) => ({
        items: (await search(text))
          .filter(({ isGroup }) => groups || !isGroup)
          .map((one) => (one.isGroup ? { ...one, beside: "group" } : one)),
      })}
      choose={({ id, name, isGroup }) => choose({ id, name, isGroup })}
    />
  );
}
