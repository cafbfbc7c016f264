/** A text from elsewhere, so that it cannot draw anything in Markdown or break out of a table. */
export function plain(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .replace(/[\\`*_{}[\]()#+!|<>~]/g, (sign) => `\\${sign}`)
    .slice(0, 500);
}

/** A table of Markdown. The cells are taken as they are. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}
