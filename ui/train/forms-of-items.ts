import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { ownRelease } from "../../core/model/train/carried-release.ts";
import { idsIn, isTicked, note, partsIn, textIn, type Typed } from "../shared/form.ts";
import type { Form } from "./about.ts";
import { findRelease, itemsOfBuilds, queryField } from "./findings.ts";
import type { ItemSource, NamedRelease } from "./order.ts";

/** The releases of Azure DevOps that bring it to its environments. */
export function carryForm({ id, title: name, releases }: ApplicationRelease): Form {
  const hint = "All of them, apart by blanks, as their addresses in the hub say it: classic:57 run:345.";
  const others = "Apart by commas, each with its project's name or id: classic:57@Contoso Retail.";
  const own = releases.filter((one) => ownRelease(one) !== undefined);
  return {
    title: `Choose the releases of ${name}`,
    fields: () => [
      { ...note("releases", "Releases of Azure DevOps", hint), find: { ...findRelease, several: true } },
      note("others", "Releases of other projects", others),
    ],
    typed: {
      releases: own.join(" "),
      others: releases.filter((one) => !own.includes(one)).join(", "),
    },
    button: "Save the releases",
    said: `The releases of ${name} are chosen.`,
    order: (typed) => {
      const parts = partsIn(typed, "releases");
      const mine = parts.flatMap((part) => ownRelease(part) ?? []);
      if (mine.length < parts.length) return "A release is called classic:57 or run:345.";
      const named = textIn(typed, "others")
        .split(",")
        .map((part) => part.trim())
        .filter(Boolean);
      const theirs = named.flatMap((part) => otherIn(part) ?? []);
      if (theirs.length < named.length)
        return "A release of another project is called classic:57@ or run:345@, and then the project's name or id.";
      return { of: "carry", id, releases: mine, others: theirs };
    },
  };
}

function otherIn(text: string): NamedRelease | undefined {
  const at = text.indexOf("@");
  const release = ownRelease(text.slice(0, at));
  const project = text.slice(at + 1).trim();
  return at < 0 || release === undefined || project === "" ? undefined : { release, project };
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
