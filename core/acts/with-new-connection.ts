import { Failure } from "../failure.ts";
import type { Release } from "../model/release.ts";
import type { Connections } from "../ports.ts";
import { type ClonePlan, cloneConnection } from "./clone-connection.ts";

/** What is made together: the connection, who may use it, and the release that takes it. */
export type Together = Readonly<{
  /** Absent: the release takes a connection that there is already. */
  plan: ClonePlan | undefined;
  pipelines: readonly number[];
  make: () => Promise<Release>;
}>;

/**
 * Makes a connection and the release that is to use it, in this order. Where the release cannot be made although the
 * connection was, the failure names the connection: it is to be chosen, not made once more.
 */
export async function withNewConnection(
  { plan, pipelines, make }: Together,
  connections: Pick<Connections, "list" | "create" | "authorise">,
): Promise<Release> {
  if (plan === undefined) return make();
  const group = await cloneConnection(plan, { pipelines }, connections);
  try {
    return await make();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const cause = `${error.report.cause} (the connection ${group.name}, id ${group.id}, was made before that)`;
    const next = `Choose ${group.name} instead of a copy, and create the release then`;
    throw new Failure({ ...error.report, cause, next }, { cause: error });
  }
}
