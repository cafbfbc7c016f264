import type { Bases } from "../../adapters/azure-devops/http.ts";
import type { Query } from "./route.ts";

/** What the page around the hub tells and does. The hub needs nothing else of it. */
export type Host = Readonly<{
  /** Full id of the contribution that is shown: it decides between the hub and its settings. */
  contribution: string;
  project: Readonly<{ id: string; name: string }>;
  /** The culture that its dates are written in, as .NET and browsers name it: "de-DE". Absent where it does not tell. */
  culture: string | undefined;
  bases: () => Promise<Bases>;
  token: () => Promise<string>;
  query: () => Promise<Query>;
  /** Writes the reader's place into the address, without reloading. Keys of ours that are absent are taken out. */
  setQuery: (query: Query) => void;
  title: (text: string) => void;
  toast: (text: string) => void;
  /** Leads the whole page to another address. */
  leave: (url: string) => void;
  /** Says something that must be read before anything goes on. */
  say: (title: string, text: string) => void;
  /** Tells the number of the run that the page is about, now and whenever it becomes another one. */
  onRun: (listen: (id: number) => void) => void;
}>;

/** Rejects when an answer does not come in time: outside Azure DevOps, nobody answers the handshake at all. */
export function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("No answer")), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
