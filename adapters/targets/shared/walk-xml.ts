import { SaxesParser } from "saxes";

/** One element when it ends. `path` is its place from the root, `a/b/c`; `text` its own text, without its children's. */
export type XmlElement = Readonly<{
  path: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
}>;

/** Calls `close` for every element when it ends. Gives false where the XML is faulty or breaks off: nothing is told behind that. */
export function walkXml(xml: string, close: (element: XmlElement) => void): boolean {
  const parser = new SaxesParser();
  const open: { path: string; attributes: Readonly<Record<string, string>>; text: string }[] = [];
  let whole = true;
  parser.on("error", () => {
    whole = false;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const above = open.at(-1);
    open.push({ path: above ? `${above.path}/${name}` : name, attributes, text: "" });
  });
  const add = (text: string): void => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on("text", add);
  parser.on("cdata", add);
  parser.on("closetag", () => {
    const element = open.pop();
    if (element && whole) close(element);
  });
  parser.write(xml).close();
  return whole;
}
