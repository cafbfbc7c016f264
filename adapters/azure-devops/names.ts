import { refusal } from "../../core/failure.ts";
import type { Named, NamedKind, Names } from "../../core/ports-of-names.ts";
import type { Call, Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readNamed } from "./read-named.ts";

const perRequest = 100;
const mostAsked = 200;

type Area = Pick<Call, "base"> & Readonly<{ path: readonly string[]; filter: string; words: string }>;

const areas: Readonly<Record<NamedKind, Area>> = {
  classic: {
    ...{ base: "release", path: ["release", "releases"] },
    ...{ filter: "releaseIdFilter", words: "classic releases" },
  },
  run: { base: "core", path: ["build", "builds"], filter: "buildIds", words: "YAML runs" },
  pipeline: {
    ...{ base: "core", path: ["build", "definitions"] },
    ...{ filter: "definitionIds", words: "pipelines" },
  },
};

/** Names over the lists of releases (release API 7.0), builds and build definitions (build API 7.0), filtered by ids. */
export function names(client: Client, place: Place): Names {
  return {
    of: async (kind, ids) => {
      const asked = [...new Set(ids)];
      const { words } = areas[kind];
      const about = {
        what: `The names of ${words} could not be read`,
        where: `project ${place.project.name}`,
      };
      if (asked.length > mostAsked || !asked.every((id) => Number.isSafeInteger(id) && id > 0)) {
        const cause = `Up to ${mostAsked} ${words} can be asked for, each by its number`;
        throw refusal({ code: "RM001", ...about, cause, next: "Name other ones" });
      }
      const parts = [asked.slice(0, perRequest), asked.slice(perRequest)].filter(({ length }) => length > 0);
      const found = await Promise.all(parts.map((part) => namesOf({ client, place, about }, kind, part)));
      return new Map(found.flat());
    },
  };
}

type Wires = Readonly<{ client: Client; place: Place; about: Pick<Call, "what" | "where"> }>;

async function namesOf(
  { client, place, about }: Wires,
  kind: NamedKind,
  ids: readonly number[],
): Promise<readonly (readonly [number, Named])[]> {
  const { base, path, filter } = areas[kind];
  // What is asked for fits on one page: a server that does not know the filter would lead through all its pages.
  const { items } = await client.page({
    ...{ base, path: [place.project.id, "_apis", ...path] },
    query: { [filter]: ids.join(","), $top: ids.length },
    version: "7.0",
    ...about,
  });
  const found = items.flatMap((item) => {
    const named = readNamed(item, kind);
    return named ? [named] : [];
  });
  if (found.length === items.length && found.every(([id]) => ids.includes(id))) return found;
  throw refusal({
    ...{ code: "RM044", ...about },
    cause: "Azure DevOps answered with something else than was asked for",
    next: "Open them in Azure DevOps",
  });
}
