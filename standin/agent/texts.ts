const documentation = "Please reference documentation (http://go.microsoft.com/fwlink/?LinkId=817296)";
const readOnlyPage =
  "See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.";

/** The agent's own sentences, word for word: people search for them. */
export const texts = {
  stepStarting: (name: string) => `Starting: ${name}`,
  stepFinishing: (name: string) => `Finishing: ${name}`,
  stepTimedOut: "The task has timed out.",
  stepCancelled: "The Operation will be canceled. The next steps may not contain expected logs.",
  operationCancelled: "The operation was canceled.",
  processExitCode: (code: number, file: string, argument: string) =>
    `Exit code ${code} returned from process: file name '${file}', arguments '${argument}'.`,
  outOfMemory:
    "The agent worker exited with code 137, which means it ran out of memory. Make sure the agent (container) host has sufficient memory configured.",
  commandProcessFailed: (line: string) =>
    `Unable to process command '${line}' successfully. ${documentation}`,
  commandKeywordDetected: (line: string) =>
    `'${line}' contains logging command keyword '##vso', but it's not a legal command. Please see the list of accepted commands: https://go.microsoft.com/fwlink/?LinkId=817296`,
  commandNotAllowed: (area: string, event: string) =>
    `##vso[${area}.${event}] is not allowed in this step due to policy restrictions. ${documentation}`,
  commandNotFound: (area: string) =>
    `Cannot find command extension for ##vso[${area}.command]. ${documentation}`,
  commandNotFound2: (area: string, event: string) =>
    `##vso[${area.toLowerCase()}.${event}] is not a recognized command for ${area} command extension. ${documentation}.`,
  commandNotSupported: (area: string, host: string) =>
    `${area} commands are not supported for ${host} flow. ${documentation}`,
  setVariableNotAllowed: (name: string) =>
    `Setting variable '${name}' has been disabled by the task or build definition.`,
  readOnlyVariable: (name: string) =>
    `Overwriting readonly variable '${name}' is not permitted. ${readOnlyPage}`,
  readOnlyVariableWarning: (name: string) =>
    `Overwriting readonly variable '${name}'. This behavior will be disabled in the future. ${readOnlyPage}`,
  multilineSecret: "Secrets cannot contain multiple lines",
  missingVariableName: "Required field 'variable' is missing in ##vso[task.setvariable] command.",
  missingTaskVariableName: "Required field 'variable' is missing in ##vso[task.settaskvariable] command.",
  invalidCommandResult: "Command doesn't have valid result value.",
  cannotCreateIssue: "Can't create TaskIssue from logging event.",
  missingAttachmentType: "Can't add task attachment, attachment type is not provided.",
  missingAttachmentName: "Can't add task attachment, attachment name is not provided.",
  missingAttachmentFile:
    "Cannot upload task attachment file, attachment file location is not specified or attachment file not exist on disk",
  cannotUploadSummary: "Cannot upload summary file, summary file location is not specified.",
  cannotUploadFile: "Cannot upload file because file location is not specified.",
  missingTimelineRecordId: "Can't update timeline record, timeline record id is not provided.",
  nameRequired: "Name is required for this new timeline record.",
  typeRequired: "Type is required for this new timeline record.",
  parentNotCreated: "Parent timeline record has not been created for this new timeline record.",
  parentChanged: "Can't change parent timeline record of an existing timeline record.",
  invalidEndpointId: "Invalid endpoint id.",
  invalidEndpointField: "Invalid endpoint field. Valid values are url, dataParameter and authParameter",
  invalidEndpointUrl: "Invalid endpoint Url.",
  artifactNameRequired: "Artifact Name is required.",
  artifactLocationRequired: "Artifact location is required.",
  uploadNotSupported: (host: string) => `Uploading server artifact is not supported in ${host}.`,
  pathNotFound: (path: string) => `Path does not exist: ${path}`,
  folderIsEmpty: (folder: string, artifact: string) =>
    `Directory '${folder}' is empty. Nothing will be added to build artifact '${artifact}'.`,
  buildNumberRequired: "Build number is required.",
  buildTagRequired: "Build tag is required.",
  buildRequired: (event: string) => `##vso[build.${event}] needs Build.BuildId.`,
  logMissing: (path: string) => `Log file path is not provided or file doesn't exist: '${path}'`,
  releaseNameRequired: "Release name is required.",
  retryLimit: (limit: number, given: number) =>
    `The maximum allowed number of attempts is ${limit} but got ${given}. Retry attempts count will be decreased to ${limit}.`,
  retryAfterFailure: (attempt: number, most: number, delay: number) =>
    `RetryHelper encountered task failure, will retry (attempt #: ${attempt} out of ${most}) after ${delay} ms`,
  retryAfterError: (attempt: number, message: string, delay: number) =>
    `RetryHelper encountered exception, will retry (attempt #: ${attempt} ${message}) afer ${delay} ms`,
  noHandler:
    "The current operating system is not capable of running this task. That typically means the task was written for Windows only. For example, written for Windows Desktop PowerShell.",
  cyclicalReference: (name: string) =>
    `Unable to expand variable '${name}'. A cyclical reference was detected.`,
  maximumDepth: (name: string, depth: number) =>
    `Unable to expand variable '${name}'. The max expansion depth (${depth}) was exceeded.`,
  environmentTooLong: (name: string, length: number, limit: number) =>
    `Environment variable '${name}' exceeds the maximum supported length. Environment variable length: ${length} , Maximum supported length: ${limit}`,
  stillAlive:
    'The task was marked as "done", but the process has not closed after 5 seconds. Treating the task as complete.',
  skipped: (condition: string) =>
    `Skipping step due to condition evaluation.\nEvaluating: ${condition}\nResult: False`,
} as const;
