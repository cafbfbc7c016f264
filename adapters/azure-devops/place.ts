import type { Person } from "../../core/model/person.ts";
import type { Bases } from "./http.ts";

/** Where we are: the organisation's addresses, one project, our own tasks' ids and our own extension. */
export type Place = Readonly<{
  bases: Bases;
  project: Readonly<{ id: string; name: string }>;
  taskIds: Readonly<{ seal: string; connection: string; deploy: string }>;
  extension: Readonly<{ publisher: string; id: string }>;
  /** Known already from the host page; else Azure DevOps is asked. */
  me?: Person;
}>;
