import type { Release } from "../../core/model/release.ts";
import type { Stage, StageClass } from "../../core/model/stage.ts";

export type Column = Readonly<{ name: string; class: StageClass }>;

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

function insert(columns: Column[], stages: readonly Stage[]): void {
  stages.forEach((stage, index) => {
    if (columns.some((column) => column.name === stage.name)) return;
    const later = stages.slice(index + 1);
    const next = columns.findIndex((column) => later.some((other) => other.name === column.name));
    columns.splice(next === -1 ? columns.length : next, 0, { name: stage.name, class: stage.class });
  });
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
