import type { JSX, TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import type { Identity } from "../../core/model/person.ts";
import { Button } from "./buttons.tsx";
import { TextField } from "./fields.tsx";
import { FailureBanner } from "./pieces.tsx";
import { useAct } from "./use-act.ts";

/** Looks for people and groups by a name or an address. */
export type Search = (text: string) => Promise<readonly Identity[]>;

type IdentityFieldProps = {
  label: string;
  search: Search;
  choose: (found: Identity) => void;
  /** Groups can be chosen, too. */
  groups?: boolean;
};

type FoundProps = { found: readonly Identity[]; choose: (found: Identity) => void };

function Found({ found, choose }: FoundProps): JSX.Element {
  if (found.length === 0) {
    return (
      <p role="status">
        Nobody is called so. Azure DevOps may ask for the whole name, or the whole mail address.
      </p>
    );
  }
  return (
    <ul role="status">
      {found.map((one) => (
        <li key={one.id} class="row">
          <span class="grow">
            {one.name}
            {one.isGroup && <span class="dim"> group</span>}
          </span>
          <Button label={`Choose ${one.name}`} act={() => choose(one)}>
            Choose
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** A field that looks for somebody, and those who are found, to choose from. */
export function IdentityField({ label, search, choose, groups = false }: IdentityFieldProps): JSX.Element {
  const [text, setText] = useState("");
  const [found, setFound] = useState<readonly Identity[]>();
  const [acting, act] = useAct();
  const look = (): void => {
    if (text.trim() === "") return;
    act(async () => {
      setFound(undefined);
      const all = await search(text.trim());
      setFound(all.filter((one) => groups || !one.isGroup));
    });
  };
  const key = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLElement && event.target.matches("input")))
      return;
    // Else it would submit the form that the field stands in.
    event.preventDefault();
    look();
  };
  const chosen = (one: Identity): void => {
    setText("");
    setFound(undefined);
    choose(one);
  };
  return (
    <div onKeyDown={key}>
      <TextField label={label} hint="By name or mail address." most={200} value={text} change={setText} />
      <Button
        icon="search"
        label={`Find: ${label}`}
        because={text.trim() === "" ? "Type a name or a mail address first." : undefined}
        pending={acting.kind === "pending"}
        act={look}
      >
        Find
      </Button>
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      {found && <Found found={found} choose={chosen} />}
    </div>
  );
}
