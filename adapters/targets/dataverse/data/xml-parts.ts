import { SaxesParser } from "saxes";

/** What is told of a document, in its order. `path` holds the element names from the root, joined by `/`. */
export type Elements = Readonly<{
  open: (path: string, attributes: Readonly<Record<string, string>>) => void;
  /** An element ends, with its own text. */
  close?: (path: string, text: string) => void;
}>;

/** Reads XML part by part as it comes; memory does not grow with the document. */
export type XmlReader = Readonly<{ write: (part: Uint8Array) => void; end: () => void }>;

const deepest = 12;
/** Longest text of one element, and longest attribute. */
const longest = 1024 * 1024;

/** A strict reader: what is not well-formed, a document type, and elements nested too deep are thrown with the file's name. */
export function xmlReader(name: string, elements: Elements): XmlReader {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const parser = new SaxesParser();
  const open: { path: string; text: string }[] = [];
  parser.on("error", (error) => {
    throw new Error(`it is no well-formed XML (${error.message})`);
  });
  parser.on("doctype", () => {
    throw new Error(`${name} has a document type, which is not read`);
  });
  parser.on("opentag", (tag) => {
    const above = open.at(-1);
    if (open.length >= deepest) throw new Error(`${name} is nested too deep`);
    const path = above ? `${above.path}/${tag.name}` : tag.name;
    open.push({ path, text: "" });
    elements.open(path, bounded(name, tag.attributes));
  });
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element === undefined) return;
    element.text += text;
    if (element.text.length > longest) throw new Error(`${name} has a text of more than 1 MB`);
  });
  parser.on("closetag", () => {
    const element = open.pop();
    if (element) elements.close?.(element.path, element.text);
  });
  return {
    write: (part) => {
      parser.write(decoder.decode(part, { stream: true }));
    },
    end: () => {
      parser.write(decoder.decode());
      parser.close();
    },
  };
}

function bounded(name: string, attributes: Readonly<Record<string, string>>): typeof attributes {
  const long = Object.entries(attributes).find(([, value]) => value.length > longest);
  if (long) throw new Error(`${name} has a value of more than 1 MB (${long[0]})`);
  return attributes;
}
