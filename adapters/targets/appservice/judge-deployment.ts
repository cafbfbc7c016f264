/** A deployment as Kudu lists it. Texts are as they came: defuse them before they are told. */
export type KuduRecord = Readonly<{
  id: string;
  /** -1 cancelled, 0 pending, 1 building, 2 deploying, 3 failed, 4 success, 5 conflict, 6 partial success. */
  status: number;
  statusText: string;
  /** While the zip is unpacked there is only a temporary record; the lasting one has another id. */
  isTemporary: boolean;
  /** A note that somebody put into the history; nothing was deployed by it. */
  isReadOnly: boolean;
  deployer: string;
  /** ISO 8601 by the server's clock; empty where it does not tell. */
  receivedOn: string;
}>;

/** What is known of our own deployment. */
export type Known = Readonly<{
  /** Ids that were there before we sent anything. */
  before: ReadonlySet<string>;
  /** The id that the server gave to our request. Some servers give none. */
  tracked?: string;
}>;

/** What one look says. */
export type Judgement =
  | Readonly<{ kind: "unpacking" | "working"; record: KuduRecord }>
  | Readonly<{ kind: "ended"; record: KuduRecord; temporary: boolean }>
  | Readonly<{ kind: "absent" }>;

/** The statuses after which nothing changes any more. */
const terminal: ReadonlySet<number> = new Set([-1, 3, 4, 5, 6]);

/** Whether a deployment has ended, well or not. */
export function hasEnded({ status }: KuduRecord): boolean {
  return terminal.has(status);
}

/**
 * What became of our deployment. `own` is the record of the tracked id, where the server has one already. Otherwise the list
 * is searched for records that were not there before; a note in the history is none of ours, and the newest or any other
 * record of somebody else never counts.
 */
export function judgeDeployment(
  known: Known,
  own: KuduRecord | undefined,
  list: readonly KuduRecord[],
): Judgement {
  if (own !== undefined) return stateOf(own);
  const fresh = list.filter(({ id, isReadOnly }) => !known.before.has(id) && !isReadOnly);
  const lasting = known.tracked === undefined ? fresh.find(({ isTemporary }) => !isTemporary) : undefined;
  const record = lasting ?? fresh.find(({ isTemporary }) => isTemporary);
  return record === undefined ? { kind: "absent" } : stateOf(record);
}

function stateOf(record: KuduRecord): Judgement {
  const temporary = record.isTemporary;
  // A temporary record that went well is only about to be replaced by the lasting one.
  if (hasEnded(record) && !(temporary && record.status === 4)) return { kind: "ended", record, temporary };
  return { kind: temporary ? "unpacking" : "working", record };
}

/** Somebody's deployment that is going on. Absent where the site is quiet. */
export function pendingIn(list: readonly KuduRecord[]): KuduRecord | undefined {
  return list.find((record) => !record.isReadOnly && !hasEnded(record));
}

/** The deployment that the site's content came by: the latest one that ended and really was one. */
export function newestIn(list: readonly KuduRecord[]): KuduRecord | undefined {
  const real = list.filter((record) => !record.isReadOnly && !record.isTemporary && hasEnded(record));
  return real.sort((a, b) => (a.receivedOn < b.receivedOn ? 1 : -1))[0];
}

/** Kudu's words for a deployment that ended because the SCM site itself was started anew. */
const restartWords = /SCM container restart|unexpected error|unknown error has occurred/i;

/** What an end that is no success means, as a clause. */
export function badEnd(record: KuduRecord, log: readonly string[]): string {
  const said = [record.statusText, ...log].join("\n");
  if (record.status === 3 && restartWords.test(said))
    return "the SCM site was restarted in the middle of the deployment, which ended it (a changed setting restarts it)";
  return ends[record.status] ?? `it ended with the unknown status ${record.status}`;
}

const ends: Readonly<Record<number, string>> = {
  [-1]: "it was cancelled at the site",
  3: "it failed at the site",
  5: "it was cancelled because another deployment was in progress",
  6: "it succeeded only in part: not every instance took it, or the site was restarted after it",
};
