/** A variable that the agent could not resolve: it leaves the text as it stands in the pipeline. */
export const unresolved = /\$\([^()]*\)/;
