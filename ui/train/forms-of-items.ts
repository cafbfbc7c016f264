import { readReleaseId, type ReleaseId } from "../../core/model/release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { idsIn, isTicked, note, partsIn, textIn, type Typed } from "../shared/form.ts";
import type { Form } from "./about.ts";
import { findRelease, itemsOfBuilds, queryField } from "./findings.ts";
import type { ItemSource } from "./order.ts";

/** The releases of Azure DevOps that bring it to its environments. */
export function carryForm({ id, title: name, releases }: ApplicationRelease): Form {
  const hint = "All of them, apart by blanks, as their addresses in the hub say it: classic:57 run:345.";
  return {
    title: `Choose the releases of ${name}`,
    fields: () => [
      { ...note("releases", "Releases of Azure DevOps", hint), find: { ...findRelease, several: true } },
    ],
    typed: { releases: releases.join(" ") },
    button: "Save the releases",
    said: `The releases of ${name} are chosen.`,
    order: (typed) => {
      const parts = partsIn(typed, "releases");
      const read = parts.flatMap((part): ReleaseId[] => {
        const found = readReleaseId(part);
        return found === undefined ? [] : [`${found.kind}:${found.number}`];
      });
      if (read.length < parts.length) return "A release is called classic:57 or run:345.";
      return { of: "release", id, act: { kind: "carry", releases: read } };
    },
  };
}

/** Work items by number, by a stored query, or as the builds name them. Those that are associated already stay. */
export function itemsForm(release: ApplicationRelease): Form {
  const { id, title: name, releases } = release;
  const offered = {
    name: "items",
    label: "Work items",
    look: "found",
    find: itemsOfBuilds(release),
  } as const;
  const sources = [
    { value: "ids", text: "By their numbers" },
    { value: "query", text: "All that a stored query finds" },
    ...(releases.length === 0
      ? [{ value: "builds", text: "As its builds name them: it carries no release yet", disabled: true }]
      : [{ value: "builds", text: "All that the commits of its builds name" }]),
  ];
  return {
    title: `Associate work items with ${name}`,
    under: "Those that are associated already stay.",
    fields: ({ by }) => [
      { name: "by", label: "Which ones", look: "choice", choices: sources },
      ...(by === "ids" ? [note("ids", "Numbers", "Apart by blanks or commas.")] : []),
      ...(by === "query" ? [queryField] : []),
      ...(by === "builds" ? [offered] : []),
    ],
    typed: { by: "ids" },
    button: "Associate them",
    said: `Work items are associated with ${name}.`,
    order: (typed) => {
      const from = sourceIn(typed);
      return typeof from === "string" ? from : { of: "items", id, from };
    },
  };
}

function leftOut(typed: Typed): readonly number[] {
  const names = Object.keys(typed).filter((name) => name.startsWith("leave ") && isTicked(typed, name));
  return names.map((name) => Number(name.slice("leave ".length)));
}

function sourceIn(typed: Typed): ItemSource | string {
  if (typed["by"] === "builds") return { by: "builds", except: leftOut(typed) };
  if (typed["by"] === "query") {
    const query = textIn(typed, "query");
    return /^[\da-f-]{36}$/i.test(query) ? { by: "query", query } : "Give the id of a stored query, a GUID.";
  }
  const ids = idsIn(typed, "ids");
  return ids === undefined ? "Give the numbers of the work items." : { by: "ids", ids };
}
