import { deepEqual, equal, match } from "node:assert/strict";
import { describe, it } from "mocha";
import { packageFaults } from "../../scripts/package-rules.ts";
import { taskFaults } from "../../scripts/task-rules.ts";
import type { PackedFile } from "../../scripts/vsix.ts";

const file = (path: string, content: Buffer | string = "x"): PackedFile => ({
  path,
  content: Buffer.from(content),
  packedBytes: content.length,
});

const png = (side: number): Buffer => {
  const content = Buffer.alloc(32);
  content.write("\u0089PNG", 0, "latin1");
  content.writeUInt32BE(side, 16);
  content.writeUInt32BE(side, 20);
  return content;
};

const sound = {
  id: "6c3b8437-cf49-48cc-a908-1b29976431dd",
  name: "SomeTask",
  friendlyName: "Some task",
  description: "Does something.",
  instanceNameFormat: "Do something",
  category: "Azure Pipelines",
  minimumAgentVersion: "4.248.0",
  version: { Major: 1, Minor: 0, Patch: 0 },
  inputs: [{ name: "connection", type: "string", label: "Connection", helpMarkDown: "Which one." }],
  execution: { Node20_1: { target: "index.js" }, Node24: { target: "index.js" } },
};
const files = [file("t/index.js"), file("t/icon.png", png(32))];

describe("the rules of a task", () => {
  it("accept a sound task", () => {
    deepEqual(taskFaults("t", sound, files), []);
  });

  const broken: readonly { when: string; task: Record<string, unknown>; says: RegExp }[] = [
    { when: "its id is no GUID", task: { ...sound, id: "one" }, says: /not a GUID/ },
    { when: "its name has a blank", task: { ...sound, name: "Some Task" }, says: /name may hold/ },
    {
      when: "its friendly name is too long",
      task: { ...sound, friendlyName: "x".repeat(41) },
      says: /40 characters/,
    },
    {
      when: "it has no instance name",
      task: { ...sound, instanceNameFormat: "" },
      says: /instanceNameFormat/,
    },
    {
      when: "it has a key that the schema refuses",
      task: { ...sound, colour: "red" },
      says: /unknown key colour/,
    },
    {
      when: "one handler is missing",
      task: { ...sound, execution: { Node20_1: { target: "index.js" } } },
      says: /handlers must be/,
    },
    {
      when: "a target is not in the package",
      task: { ...sound, execution: { Node20_1: { target: "a.js" }, Node24: { target: "a.js" } } },
      says: /a\.js is not in the package/,
    },
    {
      when: "an input has no help",
      task: { ...sound, inputs: [{ name: "a", type: "string", label: "A" }] },
      says: /helpMarkDown/,
    },
    {
      when: "an input's type is unknown",
      task: { ...sound, inputs: [{ name: "a", type: "text", label: "A", helpMarkDown: "h" }] },
      says: /unknown type/,
    },
    {
      when: "a version part is a text",
      task: { ...sound, version: { Major: "1", Minor: 0, Patch: 0 } },
      says: /version\.Major/,
    },
  ];
  for (const { when, task, says } of broken)
    it(`refuse a task when ${when}`, () => {
      match(taskFaults("t", task, files).join("\n"), says);
    });

  it("refuse an icon of another size", () => {
    match(taskFaults("t", sound, [file("t/index.js"), file("t/icon.png", png(64))]).join("\n"), /32 x 32/);
  });
});

describe("the rules of the package", () => {
  const intruders: readonly { path: string; content?: string; says: RegExp }[] = [
    { path: "ui/hub.js.map", says: /hub\.js\.map does not belong/ },
    { path: "ui/segoe.woff2", says: /segoe\.woff2 does not belong/ },
    {
      path: "ui/hub.js",
      content: "a();\n//# sourceMappingURL=data:application/json;base64,xx",
      says: /source map/,
    },
  ];
  for (const { path, content, says } of intruders)
    it(`refuse ${path}`, () => {
      match(packageFaults([file(path, content ?? "x")], 1).join("\n"), says);
    });

  it("refuse a package over its bar", () => {
    match(packageFaults([], 6 * 1024 * 1024).join("\n"), /whole \.vsix/);
  });

  it("count the compressed size of a task", () => {
    const heavy: PackedFile = {
      path: "tasks/seal/index.js",
      content: Buffer.alloc(1),
      packedBytes: 2 * 1024 * 1024,
    };
    equal(packageFaults([heavy], 1).filter((fault) => fault.startsWith("task seal")).length, 1);
  });
});
