import type { EnvironmentName } from "./known.ts";

/** How a request goes wrong. `lostAnswer`: it is carried out, then the line breaks. `cut`: the line breaks in its body. */
export type Trouble = Readonly<{
  /** A part of the address, after the host; its query is compared unescaped. */
  path: string;
  method?: string;
  times: number;
  /** Requests that go well before the trouble begins. */
  after?: number;
  answer:
    | "reset"
    | "cut"
    | "lostAnswer"
    | "signInPage"
    | Readonly<{
        status: number;
        retryAfter?: number | string;
        /** Where a redirect leads. */
        location?: string;
        code?: string;
        message?: string;
      }>;
}>;

/** The habits of one organisation. */
export type Behaviour = {
  /** How long an import takes. */
  importMilliseconds: number;
  /** Reads of a new import job that find nothing. */
  importJobAbsentReads: number;
  /** Where `StageSolutionUploadId` is taken. At the top level it never is. */
  stagedUploads: "accepted" | "refused";
  /** Where missing dependencies are noticed. */
  missingDependenciesAt: "stage" | "import";
  /** Client ids that are application users, beside the known ones; `-<id>` takes one away. */
  applicationUsers: string[];
  /** The application's role holds the right to import. */
  mayImport: boolean;
  /** The next import fails with this message. */
  importFailure?: Readonly<{ message: string; component?: string }>;
  /** Flows that do not start: warnings of the next imports. */
  flowWarnings: string[];
  /** The import "succeeds" but leaves the holding solution unpromoted. */
  keepsOldVersion: boolean;
};

/** An order to misbehave. `troubles` are added to those that are left over. */
export type Misbehaviour = Readonly<{
  at: "entra" | EnvironmentName;
  troubles?: readonly Trouble[];
  behaviour?: Readonly<Partial<Behaviour>>;
}>;

/** What a well-behaved organisation does, Dataverse's own traps included. */
export function usualBehaviour(importMilliseconds: number): Behaviour {
  return {
    importMilliseconds,
    importJobAbsentReads: 1,
    stagedUploads: "accepted",
    missingDependenciesAt: "stage",
    applicationUsers: [],
    flowWarnings: [],
    mayImport: true,
    keepsOldVersion: false,
  };
}

/** The troubles that one server still has in store. */
export type Troubles = Readonly<{
  add: (troubles: readonly Trouble[]) => void;
  /** The trouble for this request, which is used up by it. */
  take: (method: string, path: string) => Trouble["answer"] | undefined;
  /** Whether the line is to be cut before the body was read; used up by it. */
  cuts: (method: string, path: string) => boolean;
  clear: () => void;
  /** How many troubles have come so far. */
  struck: () => number;
}>;

export function troublesInStore(): Troubles {
  const store: { trouble: Trouble; left: number; after: number }[] = [];
  let struck = 0;
  const use = (method: string, path: string, isCut: boolean): Trouble["answer"] | undefined => {
    const found = store.find(
      ({ trouble, left }) =>
        left > 0 &&
        (trouble.answer === "cut") === isCut &&
        path.includes(trouble.path) &&
        (trouble.method ?? method) === method,
    );
    if (found === undefined) return undefined;
    if (found.after > 0) {
      found.after -= 1;
      return undefined;
    }
    found.left -= 1;
    struck += 1;
    return found.trouble.answer;
  };
  return {
    add: (troubles) => {
      for (const trouble of troubles) store.push({ trouble, left: trouble.times, after: trouble.after ?? 0 });
    },
    clear: () => {
      store.length = 0;
    },
    cuts: (method, path) => use(method, path, true) !== undefined,
    take: (method, path) => use(method, path, false),
    struck: () => struck,
  };
}
