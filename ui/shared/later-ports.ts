import type { Wires } from "../../adapters/azure-devops/attached.ts";
import type { RarePorts } from "../../adapters/azure-devops/ports-over.ts";
import type { Work } from "../../adapters/azure-devops/work.ts";
import { once } from "../../core/acts/once.ts";
import type { Evidences } from "../../core/ports.ts";

/** What few pages ask for: its code is fetched with the first question. */
export function laterPorts(wires: Wires): RarePorts {
  return { evidences: laterEvidences(wires), ...laterWork(wires) };
}

function laterEvidences({ client, place, timelines }: Wires): Evidences {
  const fetched = once(async () => {
    const { evidences } = await import(
      /* webpackChunkName: "rest" */ "../../adapters/azure-devops/evidences.ts"
    );
    return evidences(client, place, timelines);
  });
  return {
    seal: async (build) => (await fetched()).seal(build),
    record: async (release, stage, attempt) => (await fetched()).record(release, stage, attempt),
    left: async (release, stage, attempt) => (await fetched()).left(release, stage, attempt),
    connection: async (release, stage, attempt) => (await fetched()).connection(release, stage, attempt),
  };
}

function laterWork({ client, place }: Wires): Work {
  const fetched = once(async () => {
    const { workOf } = await import(/* webpackChunkName: "work" */ "../../adapters/azure-devops/work.ts");
    return workOf(client, place);
  });
  const items = async (): Promise<Work["workItems"]> => (await fetched()).workItems;
  return {
    workItems: {
      get: async (ids) => (await items()).get(ids),
      query: async (query) => (await items()).query(query),
      queries: async (text) => (await items()).queries(text),
      changes: async (id) => (await items()).changes(id),
      ofBuild: async (build) => (await items()).ofBuild(build),
      between: async (after, upTo) => (await items()).between(after, upTo),
      types: async () => (await items()).types(),
      create: async (order) => (await items()).create(order),
      move: async (item, to) => (await items()).move(item, to),
      comment: async (id, text) => (await items()).comment(id, text),
    },
    testRuns: { get: async (id) => (await fetched()).testRuns.get(id) },
    pullRequests: { get: async (repository, ids) => (await fetched()).pullRequests.get(repository, ids) },
    names: { of: async (kind, ids) => (await fetched()).names.of(kind, ids) },
  };
}
