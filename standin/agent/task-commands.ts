import type { Command } from "./command.ts";
import { logDetail, setEndpoint } from "./detail-commands.ts";
import { attachmentCommands } from "./attachment-commands.ts";
import { scaled } from "./job-state.ts";
import { mergeResults, parseResult } from "./results.ts";
import { maySet } from "./restrictions.ts";
import type { CommandRule } from "./command-rule.ts";
import type { Step } from "./step.ts";
import { texts } from "./texts.ts";
import { setTaskVariable, setVariable } from "./variable-commands.ts";

const timeToEnd = 5000;

const logIssue: CommandRule = (step, { properties, data }) => {
  const type = properties.get("type")?.toLowerCase();
  if (type === undefined) step.warning(texts.cannotCreateIssue);
  else if (type === "error" || type === "warning") {
    step.issue(type, data, issueLine(type, properties, data));
  } else throw new Error(`issue type ${type} is not an expected issue type.`);
};

function issueLine(type: string, properties: Command["properties"], data: string): string {
  const [path, line = "", column = "", code = ""] = ["sourcepath", "linenumber", "columnnumber", "code"].map(
    (name) => properties.get(name),
  );
  return path === undefined ? data : `${path}(${line},${column}): ${type} ${code}: ${data}`;
}

const complete: CommandRule = (step, { properties, data }) => {
  const result = parseResult(properties.get("result") ?? "");
  if (result === undefined) throw new Error(texts.invalidCommandResult);
  step.result = mergeResults(step.result, result);
  step.progress(100, data);
  if (properties.get("done")?.toLowerCase() === "true") step.closeIn(scaled(step.job, timeToEnd));
};

const setProgress: CommandRule = (step, { properties, data }) => {
  const percent = Number(properties.get("value") ?? "");
  step.progress(Number.isInteger(percent) ? percent : 0, data);
};

const prependPath: CommandRule = (step, { data }) => {
  if (!checkSettable(step, "PATH")) return;
  if (data === "") throw new Error("Value cannot be null or empty. (Parameter 'path')");
  const paths = step.job.prependPath;
  if (paths.includes(data)) paths.splice(paths.indexOf(data), 1);
  paths.push(data);
};

/** The commands of `##vso[task.…]`. */
export const taskCommands: Readonly<Record<string, CommandRule>> = {
  logissue: logIssue,
  issue: logIssue,
  complete,
  setprogress: setProgress,
  logdetail: logDetail,
  setvariable: (step, command) => {
    setVariable(step, command, (name) => checkSettable(step, name));
  },
  settaskvariable: setTaskVariable,
  setsecret: (step, { data }) => {
    step.job.masker.add(data);
  },
  setendpoint: setEndpoint,
  prependpath: prependPath,
  debug: (step, { data }) => {
    step.debug(data);
  },
  ...attachmentCommands,
};

function checkSettable(step: Step, name: string): boolean {
  const settable = maySet(step.part.manifest.restrictions, name);
  if (!settable) step.warning(texts.setVariableNotAllowed(name));
  return settable;
}
