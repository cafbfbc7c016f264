import { refusal } from "../../core/failure.ts";

/** Reads an input of lines `name: text`. Blank lines are passed over; a line of another form is refused, not guessed at. */
export function namedLines(input: string, text: string): Readonly<Record<string, string>> {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const pairs = lines.map((line) => pair(input, line));
  const twice = pairs.map(([name]) => name).find((name, at, all) => all.indexOf(name) !== at);
  if (twice !== undefined) throw badLine(input, `${twice} stands in two lines`);
  return Object.fromEntries(pairs);
}

function pair(input: string, line: string): readonly [string, string] {
  const colon = line.indexOf(":");
  const name = line.slice(0, colon).trim();
  const text = line.slice(colon + 1).trim();
  if (colon < 1 || name === "" || text === "")
    throw badLine(input, `"${line}" is not of the form "name: text"`);
  return [name, text];
}

function badLine(input: string, cause: string): Error {
  return refusal({
    code: "RM001",
    what: "The step did not begin",
    where: `input ${input}`,
    cause,
    next: `Write one line "name: text" for each artefact into the input ${input}`,
  });
}
