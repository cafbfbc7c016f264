import { refusal, type Failure } from "../../core/failure.ts";
import type { Leases } from "../../core/ports.ts";
import type { Call, Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readLease } from "./read-lease.ts";
import { readItems } from "./read-answer.ts";

/** Holds on runs over the build area, API 7.0. The owner's name makes them findable as ours. */
export function leases(client: Client, place: Place): Leases {
  const call = (part: Pick<Call, "path" | "what"> & Partial<Call>): Call => ({
    ...part,
    base: "core",
    path: [place.project.id, "_apis", "build", ...part.path],
    version: "7.0",
    where: `project ${place.project.name}`,
  });
  const ownerId = `${place.extension.publisher}.${place.extension.id}`;
  return {
    ofRun: async (runId) => {
      const what = `The holds on run ${runId} could not be read`;
      return (await client.list(call({ path: ["builds", runId, "leases"], what }))).map(readLease);
    },
    ours: async (runId) => {
      const what = "Our holds could not be read";
      const query = { ownerId, ...(runId === undefined ? {} : { runId }) };
      const read = await client.list(call({ path: ["retention", "leases"], query, what }));
      // Holds of ours are given back by their ids: one of another run must not be among them.
      return read.map(readLease).filter((lease) => runId === undefined || lease.runId === runId);
    },
    take: async (runId, definitionId, daysValid) => {
      const what = `Run ${runId} is not held`;
      const body = [{ definitionId, runId, ownerId, daysValid, protectPipeline: false }];
      const made = readItems(
        // Two holds for one run do no harm.
        await client.json(
          call({ method: "POST", path: ["retention", "leases"], body, what, repeatable: true }),
        ),
      );
      if (made?.[0]) return readLease(made[0]);
      throw withoutAnswer(place, what);
    },
    release: async (id) => {
      const what = `Hold ${id} was not given back`;
      const query = { ids: id };
      await client.json(
        call({ method: "DELETE", path: ["retention", "leases"], query, what, repeatable: true }),
      );
    },
  };
}

function withoutAnswer(place: Place, what: string): Failure {
  return refusal({
    code: "RM044",
    what,
    where: `project ${place.project.name}`,
    cause: "Azure DevOps answered without the hold",
    retry: "safe",
    next: "Try again",
  });
}
