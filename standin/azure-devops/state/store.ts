import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A JSON file that a value is kept in. It is written whole, beside the old one, which it replaces then. */
export type Store<T> = Readonly<{
  value: T;
  /** There was a file already. */
  found: boolean;
  /** Soon, once for many changes. */
  changed: () => void;
  /** Now. */
  save: () => void;
  /** Puts another value in the old one's place, which other code holds. */
  replace: (value: T) => void;
}>;

const patience = 300;

/** Opens a store; `fresh` makes the value where there is no file. */
export function openStore<T extends object>(file: string, mode: number, fresh: () => T): Store<T> {
  const text = readText(file);
  const value = text === undefined ? fresh() : (JSON.parse(text) as T);
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(value), { mode });
    renameSync(`${file}.new`, file);
  };
  const changed = (): void => {
    timer ??= setTimeout(save, patience).unref();
  };
  const replace = (next: T): void => {
    for (const key of Object.keys(value)) Reflect.deleteProperty(value, key);
    Object.assign(value, next);
    changed();
  };
  return { value, found: text !== undefined, changed, save, replace };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
