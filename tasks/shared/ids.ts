/** Ids of our tasks and of the extension. The build puts them in from the manifests, where they are written once. */
declare const TASK_IDS: Readonly<{ seal: string; connection: string; deploy: string }>;
declare const EXTENSION: Readonly<{ publisher: string; id: string; version: string }>;

/** The ids of this edition of our tasks. */
export const taskIds = TASK_IDS;

/** The extension that this task came with. */
export const extension = EXTENSION;
