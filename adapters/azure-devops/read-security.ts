import { readItems } from "./read-answer.ts";

/** `SecurityNamespaceDescription`, security 7.0. */
export type WireNamespace = Readonly<{
  actions?: readonly Readonly<{ bit?: number | null; name?: string | null }>[] | null;
}>;

/** The bit of each permission of a namespace, by the permission's name. */
export function readBits(body: unknown): ReadonlyMap<string, number> {
  const [wire] = (readItems(body) ?? []) as readonly WireNamespace[];
  const actions = wire?.actions ?? [];
  return new Map(actions.flatMap(({ name, bit }) => (name && bit ? [[name, bit]] : [])));
}

/** What a batch of evaluations answered, in its order (`PermissionEvaluationBatch`, security 7.0). */
export function readEvaluations(body: unknown): readonly (boolean | undefined)[] {
  const { evaluations } = (body ?? {}) as Readonly<{
    evaluations?: readonly Readonly<{ value?: boolean | null }>[] | null;
  }>;
  return (evaluations ?? []).map(({ value }) => value ?? undefined);
}
