/** Pages of Azure DevOps that the hub leads to. */
export type Pages = Readonly<{
  build: (id: number) => string;
  group: (id: number) => string;
  newGroup: string;
}>;

/** `core` is the organisation's address, `project` the project's name. */
export function pagesOf(core: string, project: string): Pages {
  const base = `${core}/${encodeURIComponent(project)}`;
  const library = `${base}/_library?itemType=VariableGroups`;
  return {
    build: (id) => `${base}/_build/results?buildId=${id}&view=results`,
    group: (id) => `${library}&view=VariableGroupView&variableGroupId=${id}`,
    newGroup: `${library}&view=VariableGroupView&variableGroupId=0`,
  };
}
