import { createContext } from "preact";
import type { Instant } from "../../core/model/instant.ts";
import type { Sha256 } from "../../core/model/sha256.ts";
import type { SealedFile } from "../../core/model/artefact.ts";
import type { AzureDevOps, PublishedArtefact } from "../../core/ports.ts";
import type { Pages } from "./pages.ts";
import type { Route } from "./route.ts";

/** What every view works with. */
export type Hub = Readonly<{
  azure: AzureDevOps;
  project: Readonly<{ id: string; name: string }>;
  now: () => Instant;
  /** Waits for so many milliseconds. */
  wait: (milliseconds: number) => Promise<void>;
  /** Absent where the page cannot hash: nothing counts as verified then. */
  sha256?: Sha256;
  /** The files of a published artefact, downloaded and hashed. Absent where the page cannot hash. */
  bytes?: (artefact: PublishedArtefact) => Promise<readonly SealedFile[]>;
  /** Where Azure DevOps itself shows things. */
  pages: Pages;
  /** Leads to a place in the hub. */
  go: (route: Route) => void;
  /** Names the browser's tab. */
  title: (text: string) => void;
  /** Says in one line that something was done. */
  toast: (text: string) => void;
  /** Hands a text, or bytes, to the reader as a file. */
  save: (name: string, content: string | Uint8Array<ArrayBuffer>) => void;
}>;

/** Counts up when something was changed over the page, so that what lies below looks again. */
export const ChangesContext = createContext(0);
