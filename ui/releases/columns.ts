import type { Release } from "../../core/model/release.ts";
import type { Stage, StageClass } from "../../core/model/stage.ts";

export type Column = Readonly<{ name: string; class: StageClass }>;

const classes: readonly StageClass[] = ["development", "test", "staging", "production"];

/** The stages of a release in the order of its way. */
export function inOrder(stages: readonly Stage[]): readonly Stage[] {
  const depths = new Map<string, number>();
  const depth = (stage: Stage, seen: readonly string[]): number => {
    const known = depths.get(stage.name);
    if (known !== undefined) return known;
    const before = stages.filter((other) => stage.after.includes(other.name) && !seen.includes(other.name));
    const found = Math.max(0, ...before.map((other) => 1 + depth(other, [...seen, stage.name])));
    depths.set(stage.name, found);
    return found;
  };
  return [...stages].sort((a, b) => depth(a, []) - depth(b, []));
}

/** Between its known neighbours, before the first stage that is stricter. */
function placeFor(stage: Stage, columns: readonly Column[], stages: readonly Stage[]): number {
  const at = stages.indexOf(stage);
  const positions = (some: readonly Stage[]): number[] =>
    some.map((one) => columns.findIndex((column) => column.name === one.name)).filter((found) => found >= 0);
  const from = Math.max(-1, ...positions(stages.slice(0, at))) + 1;
  const to = Math.min(columns.length, ...positions(stages.slice(at + 1)));
  const rank = (one: { class: StageClass }): number => classes.indexOf(one.class);
  const stricter = columns.slice(from, to).findIndex((column) => rank(column) > rank(stage));
  return stricter === -1 ? Math.max(from, to) : from + stricter;
}

function insert(columns: Column[], stages: readonly Stage[]): void {
  for (const stage of stages) {
    if (columns.some((column) => column.name === stage.name)) continue;
    columns.splice(placeFor(stage, columns, stages), 0, { name: stage.name, class: stage.class });
  }
}

/** One column for each stage name that occurs, in an order that agrees with every pipeline's own as far as they agree. */
export function columnsOf(releases: readonly Release[]): readonly Column[] {
  const columns: Column[] = [];
  const shapes = new Set<string>();
  for (const release of releases) {
    const shape = `${release.kind}:${release.pipeline.id}:${release.stages.map((stage) => stage.name).join("\n")}`;
    if (shapes.has(shape)) continue;
    shapes.add(shape);
    insert(columns, inOrder(release.stages));
  }
  return columns;
}
