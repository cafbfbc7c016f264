/** The ids of our tasks, read from their task.json when the hub is built: no id stands twice in the code. */
declare const TASK_IDS: Readonly<{ seal: string; connection: string; deploy: string }>;

/** Who we are in the marketplace, read from vss-extension.json when the hub is built. */
declare const EXTENSION: Readonly<{ publisher: string; id: string; version: string }>;

/** The text of docs/verify.mjs, which checks an exported ledger. */
declare const LEDGER_VERIFIER: string;

declare module "*.css";
