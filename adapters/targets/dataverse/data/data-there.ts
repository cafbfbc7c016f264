import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { counted, listed } from "../../../../core/model/words.ts";
import type { Environment } from "../environment.ts";
import type { Unusable } from "../solution-archive.ts";
import { openData } from "./data-archive.ts";
import { refusalWords } from "./data-words.ts";
import { planData } from "./plan-data.ts";
import type { DataPlan, NoPlan } from "./plan-data.ts";
import { placeKey } from "./row-ids.ts";
import type { Place } from "./row-ids.ts";

/** Why the environment does not have an artefact's rows, empty where it has all of them; not known: why nobody can tell. */
export type DataThere = Readonly<{ artefact: string; because: string; isKnown: boolean }>;

/** Compares artefacts of configuration data with the environment. A row that several of them hold counts for the last one. */
export async function dataThere(
  environment: Environment,
  artefacts: readonly SealedArtefact[],
): Promise<readonly DataThere[]> {
  const places = new Map<string, Place>();
  const plans: { artefact: string; plan: DataPlan | NoPlan | Unusable }[] = [];
  for (const artefact of artefacts) {
    const file = await openData(artefact, environment.world.archivePath(artefact));
    const plan = "because" in file ? file : await planData(environment, file, places);
    if ("places" in plan) for (const [key, place] of plan.places) places.set(key, place);
    plans.push({ artefact: artefact.name, plan });
  }
  const later = new Set<string>();
  const found = plans.reverse().map(({ artefact, plan }): DataThere => {
    if ("because" in plan) return { artefact, because: plan.because, isKnown: false };
    if ("faults" in plan)
      return { artefact, because: refusalWords(plan, environment.settings.environment), isKnown: true };
    const because = differenceOf(plan, later);
    for (const { table, id } of plan.rows) later.add(placeKey(table, id));
    return { artefact, because, isKnown: true };
  });
  return found.reverse();
}

function differenceOf({ rows, links }: DataPlan, later: ReadonlySet<string>): string {
  const differing = rows.filter(
    ({ table, id, action }) => action !== "unchanged" && !later.has(placeKey(table, id)),
  );
  const first = differing.slice(0, 5).map(({ table, id }) => `${table} ${id}`);
  return [
    ...(differing.length === 0
      ? []
      : [`not as deployed: ${counted(differing.length, "row")}, for example ${listed(first)}`]),
    ...(links.length === 0 ? [] : [`not there: ${counted(links.length, "association")}`]),
  ].join("; ");
}
