import { SaxesParser } from "saxes";
import type { MissingComponent } from "./read-dataverse.ts";

/** What an import job's log says: what went wrong, what was warned of, and what was wanting. */
export type ImportLog = Readonly<{
  failures: readonly LoggedResult[];
  warnings: readonly LoggedResult[];
  missing: readonly MissingComponent[];
}>;

/** One line of the log. */
export type LoggedResult = Readonly<{ component: string; code: string; text: string }>;

const kept = 50;
const longest = 32 * 1024 * 1024;

/**
 * Reads `importjobs.data`. Only a `result` counts, by its word: rows that went well carry an empty `errortext` too. Missing
 * dependencies often come as escaped XML inside an `errortext`, which is read a second time.
 */
export function parseImportLog(data: string): ImportLog {
  const failures: LoggedResult[] = [];
  const warnings: LoggedResult[] = [];
  const above: string[] = [];
  const parser = new SaxesParser({ fragment: true, xmlns: false });
  // A log that breaks off is told as far as it goes.
  parser.on("error", () => undefined);
  parser.on("opentag", ({ name, attributes }) => {
    const list =
      name === "result" ? { failure: failures, warning: warnings }[attributes["result"] ?? ""] : undefined;
    if (list && list.length < kept) list.push(lineOf(above.at(-1), attributes));
    above.push(nameOf(name, attributes));
  });
  parser.on("closetag", () => {
    above.pop();
  });
  parser.write(data.slice(0, longest)).close();
  return {
    failures: failures.filter(({ text }) => text !== ""),
    warnings,
    missing: missingOf(failures, data),
  };
}

function missingOf(failures: readonly LoggedResult[], data: string): readonly MissingComponent[] {
  const texts = failures.map(({ text }) => text);
  const named = missingIn(texts);
  // The manifest repeats what the solution declares as needed, be it there or not: it counts only where a failure speaks of it.
  return named.length === 0 && texts.some((text) => /dependenc/i.test(text)) ? missingIn([data]) : named;
}

type Attributes = Readonly<Record<string, string>>;

function lineOf(component: string | undefined, attributes: Attributes): LoggedResult {
  const { errorcode = "", errortext = "" } = attributes;
  return { component: component ?? "", code: errorcode, text: errortext };
}

function nameOf(tag: string, attributes: Attributes): string {
  const name = attributes["LocalizedName"] ?? attributes["name"] ?? attributes["id"];
  return name === undefined ? tag : `${tag} '${name}'`;
}

/** Missing components that texts name, as XML or as XML that was escaped once or twice. Each is named once. */
export function missingIn(texts: readonly string[]): readonly MissingComponent[] {
  const found = new Map<string, MissingComponent>();
  for (const text of texts) {
    for (const one of blocksOf(text).flatMap(parseBlock))
      found.set(`${one.type}|${one.name}|${one.solution}`, one);
  }
  return [...found.values()].slice(0, kept);
}

function blocksOf(text: string): string[] {
  let level = text.slice(0, longest);
  for (let depth = 0; depth < 3; depth += 1) {
    const blocks = level.match(/<MissingDependencies[\s>][\s\S]*?<\/MissingDependencies>/g);
    if (blocks) return [...blocks];
    if (!level.includes("MissingDependencies")) return [];
    level = unescaped(level);
  }
  return [];
}

function unescaped(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&apos;", "'")
    .replaceAll("&amp;", "&");
}

function parseBlock(xml: string): MissingComponent[] {
  const found: MissingComponent[] = [];
  const parser = new SaxesParser({ fragment: true, xmlns: false });
  parser.on("error", () => undefined);
  parser.on("opentag", ({ name, attributes }) => {
    if (name === "Required") {
      const { type = "", solution = "" } = attributes;
      found.push({ type, name: shownName(attributes), solution, neededBy: "" });
    }
    const last = found.at(-1);
    if (name === "Dependent" && last) found[found.length - 1] = { ...last, neededBy: shownName(attributes) };
  });
  parser.write(xml).close();
  return found;
}

function shownName(attributes: Attributes): string {
  return attributes["schemaName"] ?? attributes["displayName"] ?? attributes["id"] ?? "";
}

/** Names missing components in one sentence part, as many as a person reads. */
export function missingWords(missing: readonly MissingComponent[]): string {
  const shown = missing.slice(0, 10).map(({ type, name, solution }) => {
    const from = solution === "" || solution === "Active" ? "" : ` (of solution '${solution}')`;
    return `${typeWord(type)} '${name}'${from}`;
  });
  const rest = missing.length - shown.length;
  const more = rest > 0 ? ` and ${rest} more` : "";
  const [count, verb] =
    missing.length === 1 ? ["1 component", "is"] : [`${missing.length} components`, "are"];
  return `${count} that it needs ${verb} missing there: ${shown.join(", ")}${more}`;
}

/** Dataverse's numbers of component types, the usual ones. */
const typeWords: Readonly<Record<string, string>> = {
  "1": "table",
  "2": "column",
  "9": "choice",
  "10": "relationship",
  "20": "security role",
  "24": "form",
  "26": "view",
  "29": "process",
  "31": "report",
  "36": "e-mail template",
  "60": "form",
  "61": "web resource",
  "62": "site map",
  "63": "connection role",
  "65": "hierarchy rule",
  "66": "custom control",
  "70": "column security profile",
  "80": "model-driven app",
  "90": "plug-in type",
  "91": "plug-in assembly",
  "92": "plug-in step",
  "95": "service endpoint",
  "300": "canvas app",
  "371": "connector",
  "372": "connector",
  "380": "environment variable",
  "381": "environment variable value",
};

function typeWord(type: string): string {
  return typeWords[type] ?? (/^\d*$/.test(type) ? `component of type ${type || "unknown"}` : type);
}
