import * as lib from "azure-pipelines-task-lib/task.js";
import { type Failure, refusal } from "../../core/failure.ts";
import { defuse } from "../../core/model/defuse.ts";
import { secret, type Secret } from "../../core/model/secret.ts";
import { masks, withoutMasks } from "./masks.ts";
import { unresolved } from "./unresolved.ts";

/**
 * The agent as our tasks see it: the one place through which text leaves a task. Every text is defused here, so that
 * nothing remote can give the agent a command.
 */
export type Agent = Readonly<{
  /** One or more lines of the log. */
  say: (text: string) => void;
  /** The same, drawn as a heading. */
  section: (text: string) => void;
  /** Lines that the log folds. */
  group: (title: string, lines: readonly string[]) => void;
  /** Shown only where the run is debugged. */
  debug: (text: string) => void;
  /** A warning of the step, shown beside its result. */
  warn: (text: string) => void;
  /** An error of the step. It does not end it. */
  fault: (text: string) => void;
  progress: (percent: number, doing: string) => void;
  /** Empty where nothing was given. An input in which a `$(variable)` stayed unresolved is refused. */
  input: (name: string) => string;
  /** As it was given, `$(variable)` and all. */
  rawInput: (name: string) => string;
  /** A variable of the job, secret or not. Absent where there is none or it is empty. */
  variable: (name: string) => string | undefined;
  /** Names of the job's variables, as they were set. */
  variableNames: () => readonly string[];
  /** The same as `variable`, with what is secret kept secret. The job's own token is never given: no value of a group may draw it out. */
  lookup: (name: string) => string | Secret | undefined;
  /** The address and the token of the job's own connection to Azure DevOps. */
  connection: () => Readonly<{ url: string; token: Secret }>;
  /** The service connection that an input names. Absent where it names none. */
  serviceConnection: (input: string) => ServiceConnection | undefined;
  /** From here on the value is masked in every log line, in all forms that we know. */
  protect: (secret: Secret) => void;
  /** The text with everything that is secret in this job masked: what leaves as a file, the agent does not mask. */
  masked: (text: string) => string;
  setOutput: (name: string, value: string | Secret) => void;
  /** Something to remember for the post-job part of the same step. */
  remember: (name: string, value: string) => void;
  recall: (name: string) => string | undefined;
  attach: (type: string, name: string, path: string) => void;
  showSummary: (path: string) => void;
  addToLogs: (path: string) => void;
  publish: (artefact: string, path: string) => void;
  complete: (result: "Succeeded" | "SucceededWithIssues" | "Failed", message: string) => void;
}>;

/** A service connection as the agent hands it over: its values are secrets of the job already. */
export type ServiceConnection = Readonly<{
  id: string;
  url: string;
  scheme: string;
  parameter: (name: string) => string | undefined;
  /** What is no secret of it: its cloud, for example. */
  data: (name: string) => string | undefined;
}>;

/** The agent that started this process. */
export const agent: Agent = {
  say: (text) => eachLine(text, (line) => write(line)),
  section: (text) => eachLine(text, (line) => write(`##[section]${line}`)),
  group: (title, lines) => {
    eachLine(title, (line) => write(`##[group]${line}`));
    for (const text of lines) eachLine(text, (line) => write(line));
    write("##[endgroup]");
  },
  debug: (text) => eachLine(text, (line) => lib.debug(line)),
  warn: (text) => lib.logIssue(lib.IssueType.Warning, oneLine(text)),
  fault: (text) => lib.logIssue(lib.IssueType.Error, oneLine(text)),
  progress: (percent, doing) => lib.setProgress(Math.round(percent), oneLine(doing)),
  input: resolvedInput,
  rawInput: (name) => (lib.getInput(name) ?? "").trim(),
  variable: (name) => lib.getVariable(name) || undefined,
  variableNames: () => lib.getVariables().map(({ name }) => name),
  lookup: (name) => {
    const value = lib.getVariable(name);
    if (!value || keyOf(name) === "SYSTEM_ACCESSTOKEN") return undefined;
    return secretNames().has(keyOf(name)) ? secret(value) : value;
  },
  connection: () => ({
    url: lib.getEndpointUrlRequired(system).replace(/\/+$/, ""),
    token: secret(lib.getEndpointAuthorizationParameterRequired(system, "AccessToken")),
  }),
  serviceConnection: (input) => {
    const id = resolvedInput(input);
    return id === "" ? undefined : serviceConnection(id);
  },
  masked: (text) => {
    const secrets = lib
      .getVariables()
      .flatMap(({ value, secret: isSecret }) => (isSecret ? masks(value) : []));
    return withoutMasks(text, [...known, ...secrets]);
  },
  protect: (value) => {
    for (const mask of masks(value.reveal())) {
      known.add(mask);
      lib.setSecret(mask);
    }
  },
  setOutput: (name, value) => {
    if (typeof value === "string") lib.setVariable(name, oneLine(value), false, true);
    else setSecretOutput(name, value.reveal());
  },
  remember: (name, value) => lib.setTaskVariable(name, value),
  recall: (name) => lib.getTaskVariable(name) || undefined,
  attach: (type, name, path) => lib.addAttachment(type, name, path),
  showSummary: (path) => lib.uploadSummary(path),
  addToLogs: (path) => lib.uploadFile(path),
  publish: (artefact, path) => lib.uploadArtifact(artefact, path, artefact),
  complete: (result, message) => lib.command("task.complete", { result }, oneLine(message)),
};

const system = "SYSTEMVSSCONNECTION";

function serviceConnection(id: string): ServiceConnection {
  return {
    id,
    url: (lib.getEndpointUrl(id, true) ?? "").replace(/\/+$/, ""),
    scheme: lib.getEndpointAuthorizationScheme(id, true) ?? "",
    parameter: (name) => lib.getEndpointAuthorizationParameter(id, name, true) || undefined,
    data: (name) => lib.getEndpointDataParameter(id, name, true) || undefined,
  };
}

/** What this process asked the agent to mask. */
const known = new Set<string>();

/** Azure DevOps takes secrets of one line only as variables. */
function setSecretOutput(name: string, value: string): void {
  if (!/[\r\n]/.test(value)) lib.setVariable(name, value, true, true);
  else
    agent.warn(
      `${name} has several lines, which a secret variable cannot hold: it is not given to the steps that follow.`,
    );
}

/** The name under which a variable stands in the environment: two names with one key are one variable. */
function keyOf(name: string): string {
  return name.trim().replace(/[. ]/g, "_").toUpperCase();
}

function secretNames(): ReadonlySet<string> {
  const secrets = lib.getVariables().filter((variable) => variable.secret);
  return new Set(secrets.map(({ name }) => keyOf(name)));
}

function resolvedInput(name: string): string {
  const text = (lib.getInput(name) ?? "").trim();
  const left = unresolved.exec(text);
  if (left) throw unresolvedInput(name, left[0]);
  return text;
}

function unresolvedInput(name: string, variable: string): Failure {
  return refusal({
    code: "RM001",
    what: "The step did not begin",
    where: `input ${name}`,
    cause: `${variable} is not set in this run: the text arrived as it stands in the pipeline`,
    next: `Set the variable, or write the value into the input ${name}`,
  });
}

function eachLine(text: string, use: (line: string) => void): void {
  for (const line of text.split(/\r\n|\r|\n/)) use(defuse(line));
}

function oneLine(text: string): string {
  return defuse(text.replace(/\s*[\r\n]+\s*/g, " "));
}

function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
