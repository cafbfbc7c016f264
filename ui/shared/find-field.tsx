import type { JSX, TargetedKeyboardEvent } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "./buttons.tsx";
import { TextField } from "./fields.tsx";
import { FailureBanner } from "./pieces.tsx";
import { useAct } from "./use-act.ts";

/** Something that can be chosen, and what stands beside its name. */
export type Findable = Readonly<{ id: string; name: string; beside?: string }>;

/** What was found. `notes`: what may be missing, a sentence each. */
export type Found<T> = Readonly<{ items: readonly T[]; notes?: readonly string[] }>;

type FindFieldProps<T> = {
  label: string;
  hint: string;
  /** What is said where nothing is found. */
  none: string;
  search: (text: string) => Promise<Found<T>>;
  choose: (found: T) => void;
  /** Why it is not looked for where nothing is typed; absent where that finds something, too. */
  empty?: string;
  /** Several can be chosen, one after the other; ids of those that are chosen already. */
  chosen?: readonly string[];
};

type FoundProps<T> = Pick<FindFieldProps<T>, "none" | "choose"> & { found: Found<T> };

function FoundList<T extends Findable>({ found, none, choose }: FoundProps<T>): JSX.Element {
  const { items, notes = [] } = found;
  return (
    <div role="status">
      {items.length === 0 && <p>{none}</p>}
      <ul>
        {items.map((one) => (
          <li key={one.id} class="row">
            <span class="grow">
              {one.name}
              {one.beside !== undefined && <span class="dim"> {one.beside}</span>}
            </span>
            <Button label={`Choose ${one.name}`} act={() => choose(one)}>
              Choose
            </Button>
          </li>
        ))}
      </ul>
      {notes.map((note) => (
        <p key={note} class="dim">
          {note}
        </p>
      ))}
    </div>
  );
}

/** A field that looks for something, and what is found, to choose from. */
export function FindField<T extends Findable>(props: FindFieldProps<T>): JSX.Element {
  const { label, hint, search, empty, chosen } = props;
  const field = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found<T>>();
  const [acting, act] = useAct();
  const because = text.trim() === "" ? empty : undefined;
  const look = (): void => {
    if (because !== undefined) return;
    act(async () => {
      setFound(undefined);
      setFound(await search(text.trim()));
    });
  };
  const key = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLElement && event.target.matches("input")))
      return;
    // Else it would submit the form that the field stands in.
    event.preventDefault();
    look();
  };
  const choose = (one: T): void => {
    // What was pressed goes: the keyboard stays where it can look for more.
    field.current?.querySelector("input")?.focus();
    if (chosen === undefined) {
      setText("");
      setFound(undefined);
    }
    props.choose(one);
  };
  const left = found && { ...found, items: found.items.filter(({ id }) => chosen?.includes(id) !== true) };
  return (
    <div ref={field} onKeyDown={key}>
      <TextField label={label} hint={hint} most={200} value={text} change={setText} />
      <Button
        icon="search"
        label={`Find: ${label}`}
        because={because}
        pending={acting.kind === "pending"}
        act={look}
      >
        Find
      </Button>
      {acting.kind === "failed" && <FailureBanner report={acting.report} />}
      {left && <FoundList found={left} none={props.none} choose={choose} />}
    </div>
  );
}
