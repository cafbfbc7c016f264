import assert from "node:assert/strict";
import { LineCutter } from "../../../standin/agent/lines.ts";

function cut(...chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const cutter = new LineCutter((line) => lines.push(line));
  for (const chunk of chunks) cutter.take(chunk);
  cutter.end();
  return lines;
}

describe("LineCutter", () => {
  it("cuts at LF, CRLF and lone CR, and keeps empty lines", () => {
    assert.deepEqual(cut(Buffer.from("a\nb\r\nc\rd\n\ne")), ["a", "b", "c", "d", "", "e"]);
  });

  it("takes CR and LF in two chunks for one end", () => {
    assert.deepEqual(cut(Buffer.from("a\r"), Buffer.from("\nb\r"), Buffer.from("c")), ["a", "b", "c"]);
    assert.deepEqual(cut(Buffer.from("a"), Buffer.from("\n\nb")), ["a", "", "b"]);
  });

  it("joins a character that lies across chunks", () => {
    const bytes = Buffer.from("ä€😀\n");
    for (let at = 1; at < bytes.length; at += 1) {
      assert.deepEqual(cut(bytes.subarray(0, at), bytes.subarray(at)), ["ä€😀"]);
    }
  });

  it("gives no line for nothing", () => {
    assert.deepEqual(cut(), []);
  });
});
