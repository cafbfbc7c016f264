/** Pages of Azure DevOps that the hub leads to. */
export type Pages = Readonly<{
  build: (id: number) => string;
  group: (id: number) => string;
  newGroup: string;
  workItem: (id: number) => string;
  /** Our own page among the project's settings. */
  settings: string;
  /** What we publish about ourselves. */
  docs: string;
}>;

/** `core` is the organisation's address, `project` the project's name, `extension` who we are in the marketplace. */
export function pagesOf(
  core: string,
  project: string,
  extension: Readonly<{ publisher: string; id: string }>,
): Pages {
  const base = `${core}/${encodeURIComponent(project)}`;
  const library = `${base}/_library?itemType=VariableGroups`;
  return {
    build: (id) => `${base}/_build/results?buildId=${id}&view=results`,
    group: (id) => `${library}&view=VariableGroupView&variableGroupId=${id}`,
    settings: `${base}/_settings/${extension.publisher}.${extension.id}.settings`,
    workItem: (id) => `${base}/_workitems/edit/${id}`,
    newGroup: `${library}&view=VariableGroupView&variableGroupId=0`,
    docs: `https://marketplace.visualstudio.com/items?itemName=${extension.publisher}.${extension.id}`,
  };
}
