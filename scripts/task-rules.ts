import type { PackedFile } from "./vsix.ts";

type Json = Readonly<Record<string, unknown>>;

const rootKeys = new Set(
  "$schema,id,name,friendlyName,description,helpUrl,helpMarkDown,category,visibility,runsOn,author,version,releaseNotes,minimumAgentVersion,instanceNameFormat,showEnvironmentVariables,preview,deprecated,groups,inputs,outputVariables,dataSourceBindings,execution,prejobexecution,postjobexecution,restrictions,messages,demands".split(
    ",",
  ),
);
const inputTypes =
  /^(boolean|filePath|multiLine|pickList|radio|secureFile|string|int|identities|querycontrol|connectedService:.+)$/;
const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * What is wrong with a packed task: the rules of Microsoft's task schema that matter to ours, and the marketplace's. tfx only
 * warns about them, and the service finds them too late.
 */
export function taskFaults(folder: string, task: Json, files: readonly PackedFile[]): readonly string[] {
  const faults = [
    ...rootFaults(task),
    ...inputFaults(list(task["inputs"])),
    ...handlerFaults(folder, task, files),
    ...iconFaults(folder, files),
  ];
  return faults.map((fault) => `${folder}/task.json: ${fault}`);
}

function rootFaults(task: Json): string[] {
  const version = record(task["version"]);
  return [
    ...Object.keys(task)
      .filter((key) => !rootKeys.has(key))
      .map((key) => `unknown key ${key}`),
    ...unless(guid.test(text(task["id"])), "id is not a GUID in lower case"),
    ...unless(/^[A-Za-z0-9-]+$/.test(text(task["name"])), "name may hold letters, digits and hyphens only"),
    ...unless(
      between(text(task["friendlyName"]).length, 1, 40),
      "friendlyName is empty or longer than 40 characters",
    ),
    ...unless(text(task["description"]) !== "", "description is missing"),
    ...unless(text(task["instanceNameFormat"]) !== "", "instanceNameFormat is missing"),
    ...unless(text(task["category"]) === "Azure Pipelines", "category is not Azure Pipelines"),
    ...unless(/^\d+\.\d+\.\d+$/.test(text(task["minimumAgentVersion"])), "minimumAgentVersion is missing"),
    ...["Major", "Minor", "Patch"].flatMap((part) =>
      unless(Number.isInteger(version[part]), `version.${part} is not a whole number`),
    ),
  ];
}

function inputFaults(inputs: readonly Json[]): string[] {
  return inputs.flatMap((input) => {
    const name = text(input["name"]);
    const about = (fault: string): string => `input ${name}: ${fault}`;
    return [
      ...unless(/^[A-Za-z][A-Za-z0-9]*$/.test(name), about("the name may hold letters and digits only")),
      ...unless(inputTypes.test(text(input["type"])), about("unknown type")),
      ...unless(between(text(input["label"]).length, 1, 80), about("label is missing or too long")),
      ...unless(text(input["helpMarkDown"]) !== "", about("helpMarkDown is missing")),
      ...unless(inputs.filter((other) => other["name"] === name).length === 1, about("declared twice")),
    ];
  });
}

function handlerFaults(folder: string, task: Json, files: readonly PackedFile[]): string[] {
  const parts = ["prejobexecution", "execution", "postjobexecution"].filter(
    (part) => task[part] !== undefined,
  );
  return [
    ...unless(parts.includes("execution"), "execution is missing"),
    ...parts.flatMap((part) => {
      const handlers = record(task[part]);
      const targets = Object.values(handlers).map((handler) => text(record(handler)["target"]));
      return [
        ...unless(
          Object.keys(handlers).sort().join() === "Node20_1,Node24",
          `${part}: handlers must be Node20_1 and Node24`,
        ),
        ...unless(new Set(targets).size === 1, `${part}: both handlers must have the same target`),
        ...targets.flatMap((target) =>
          unless(has(files, `${folder}/${target}`), `${part}: ${target} is not in the package`),
        ),
      ];
    }),
  ];
}

function iconFaults(folder: string, files: readonly PackedFile[]): string[] {
  const icon = files.find((file) => file.path === `${folder}/icon.png`);
  if (!icon) return ["icon.png is missing"];
  return unless(pngSize(icon.content) === "32x32", "icon.png is not 32 x 32");
}

/** Width x height of a PNG, from its first chunk. */
export function pngSize(content: Buffer): string {
  const isPng = content.length > 24 && content.subarray(1, 4).toString("latin1") === "PNG";
  return isPng ? `${content.readUInt32BE(16)}x${content.readUInt32BE(20)}` : "no PNG";
}

const unless = (holds: boolean, fault: string): string[] => (holds ? [] : [fault]);
const between = (value: number, least: number, most: number): boolean => value >= least && value <= most;
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const record = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(record) : []);
const has = (files: readonly PackedFile[], path: string): boolean => files.some((file) => file.path === path);
