/** What is named by a number: a classic release, a run of a YAML pipeline, or a build pipeline. */
export type NamedKind = "classic" | "run" | "pipeline";

/** How something is called now; of a release or a run, its pipeline's name, too. One line each, and harmless. */
export type Named = Readonly<{ name: string; pipeline?: string }>;

/** What things are called that are known by their numbers only. */
export type Names = Readonly<{
  /**
   * Those of these that the caller may see, by their numbers, in one request for a hundred. Refused (RM001) for more than
   * two hundred, and (RM044) where Azure DevOps answers with others than were asked for.
   */
  of: (kind: NamedKind, ids: readonly number[]) => Promise<ReadonlyMap<number, Named>>;
}>;
