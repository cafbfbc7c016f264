import { type Failure, refusal } from "../../core/failure.ts";
import type { ServiceConnection } from "./agent-task.ts";

/** A service connection that cannot be used. `next` is what to do. */
export function badConnection({ id }: Pick<ServiceConnection, "id">, cause: string, next: string): Failure {
  return refusal({
    code: "RM040",
    what: "Nobody could sign in as the service connection",
    where: `service connection ${id}`,
    cause,
    next,
  });
}
