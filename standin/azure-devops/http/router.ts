import type { Call } from "./call.ts";
import type { Reply } from "./reply.ts";

/** The parts of Azure DevOps that have an address of their own. */
export type Base = "core" | "release" | "extensions" | "identities";

/** One route. Its path begins behind the organisation; `{name}` is one part of it. */
export type Route = Readonly<{
  base: Base;
  method: string;
  path: string;
  handle: (call: Call) => Reply | Promise<Reply>;
  /** Asked for with `-preview` only. */
  preview?: boolean;
  /** Whatever it answers is no JSON: it is not recorded. */
  binary?: boolean;
  /** For everybody, as a page's pictures are: it names no secret. */
  open?: boolean;
}>;

export type Match = Readonly<{ route: Route; parts: Readonly<Record<string, string>> }>;

type Pattern = Readonly<{ route: Route; segments: readonly string[]; literals: number }>;

/** Finds the route of a path behind its base. Of several, the one with most fixed words wins. */
export function routerOf(routes: readonly Route[]): {
  find: (bases: readonly Base[], method: string, path: string) => Match | undefined;
  methods: (bases: readonly Base[], path: string) => readonly string[];
} {
  const patterns: readonly Pattern[] = routes.map((route) => {
    const segments = segmentsOf(route.path);
    return { route, segments, literals: segments.filter((part) => !part.startsWith("{")).length };
  });
  const matches = (bases: readonly Base[], path: string): (Match & { literals: number })[] =>
    patterns
      .filter(({ route }) => bases.includes(route.base))
      .flatMap((pattern) => {
        const parts = partsOf(pattern.segments, segmentsOf(path));
        return parts === undefined ? [] : [{ route: pattern.route, parts, literals: pattern.literals }];
      })
      .sort((a, b) => b.literals - a.literals);
  return {
    find: (bases, method, path) => matches(bases, path).find(({ route }) => route.method === method),
    methods: (bases, path) => matches(bases, path).map(({ route }) => route.method),
  };
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function partsOf(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const given = decoded(segments[index] ?? "");
    if (given === undefined) return undefined;
    if (expected.startsWith("{")) parts[expected.slice(1, -1)] = given;
    else if (expected.toLowerCase() !== given.toLowerCase()) return undefined;
  }
  return parts;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
