/** Under these names the post-job part of the step finds what the main part left to it. */
export const remembered = {
  /** The folder whose lock a killed process may have left. */
  folder: "releaseManagerFolder",
  /** The record of an external deployment, to be completed. */
  record: "releaseManagerRecord",
} as const;
