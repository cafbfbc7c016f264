import { bounded, defuse } from "../../core/model/defuse.ts";
import type { Named, NamedKind } from "../../core/ports-of-names.ts";
import { readObject, readText } from "./read-answer.ts";

/** Where a name stands in `Release` (release 7.0), in `Build` and in `BuildDefinitionReference` (build 7.0). */
const fields: Readonly<Record<NamedKind, Readonly<{ name: string; pipeline?: string }>>> = {
  classic: { name: "name", pipeline: "releaseDefinition" },
  run: { name: "buildNumber", pipeline: "definition" },
  pipeline: { name: "name" },
};

/** A number with its name. Absent for a body that has not both. */
export function readNamed(body: unknown, kind: NamedKind): readonly [number, Named] | undefined {
  const wire = readObject(body) ?? {};
  const { name: field, pipeline: of } = fields[kind];
  const { id } = wire;
  const name = nameIn(wire[field]);
  const pipeline = of === undefined ? undefined : nameIn(readObject(wire[of])?.["name"]);
  if (typeof id !== "number" || name === undefined) return undefined;
  return [id, { name, ...(pipeline === undefined ? {} : { pipeline }) }];
}

function nameIn(value: unknown): string | undefined {
  const text = readText(value);
  return text === undefined ? undefined : bounded(defuse(text).replace(/\s+/g, " "), 120);
}
