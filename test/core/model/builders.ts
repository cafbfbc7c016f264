import { createHash } from "node:crypto";
import type { GroupVariable, VariableGroup } from "../../../core/model/connection.ts";
import { instant } from "../../../core/model/instant.ts";
import type { DeploymentRecord, UnhashedRecord } from "../../../core/model/record.ts";
import type { Seal } from "../../../core/model/seal.ts";
import type { Sha256 } from "../../../core/model/sha256.ts";

/** Node's own SHA-256. */
export const sha256: Sha256 = (text) =>
  Promise.resolve(createHash("sha256").update(text, "utf8").digest("hex"));

/** So many equal digits. */
export function digits(digit: string, count = 64): string {
  return digit.repeat(count);
}

/** A variable in one word: `Secret!` is a secret, `A=b` a plain one. */
export function variable(text: string): GroupVariable {
  if (text.endsWith("!")) return { name: text.slice(0, -1), secret: true };
  const at = text.indexOf("=");
  return { name: text.slice(0, at), secret: false, value: text.slice(at + 1) };
}

/** A group of such variables. */
export function group(variables: readonly string[], changes: Partial<VariableGroup> = {}): VariableGroup {
  return {
    id: 5,
    name: "Connection-Parameters",
    description: "",
    variables: variables.map(variable),
    modifiedOn: instant(Date.UTC(2022, 5, 16)),
    ...changes,
  };
}

/** The group of the sample, whole and right. */
export const sampleVariables: readonly string[] = [
  "ClientID=11111111-2222-3333-4444-555555555555",
  "Secret!",
  "TenantID=contoso.onmicrosoft.com",
  "SourceURL-DEV=https://contoso-dev.crm4.dynamics.com",
  "SourceSPN-DEV=Contoso DEV",
  "TargetURL-UAT=https://contoso-uat.crm4.dynamics.com",
  "TargetSPN-UAT=Contoso UAT",
  "TargetConnection-UAT!",
  "TargetURL-PROD=https://contoso.crm4.dynamics.com/",
  "TargetSPN-PROD=Contoso PROD",
  "TargetConnection-PROD!",
  "DeploymentProfile-TEST=test.deployment.yml",
];

/** A seal that is well-formed; its digests are invented. */
export const sampleSeal: Seal = {
  schema: 1,
  build: {
    id: 345,
    number: "_20220616.3",
    pipeline: { id: 7, name: "Integration [EU]; 100%" },
    project: "Contoso",
    branch: "refs/heads/main",
    commit: digits("a", 40),
  },
  connection: "Connection-Parameters",
  artefacts: [
    {
      name: "Sln",
      kind: "solution",
      sequence: 1,
      identity: "#/12/Sln",
      files: [
        { path: "CanExport.zip", bytes: 10, sha256: digits("1") },
        { path: "PowerAppsChecker/ü 1.sarif", bytes: 0, sha256: digits("2") },
      ],
      digest: digits("3"),
      solution: { uniqueName: "CanExport", version: "1.0.0.1", managed: true },
    },
    {
      name: "SolutionAnalysisLogs",
      kind: "logs",
      sequence: 1,
      files: [{ path: "x.sarif", bytes: 1, sha256: digits("4") }],
      digest: digits("5"),
    },
  ],
  root: digits("6"),
  sealedOn: "2022-06-16T22:10:00.000Z",
};

/** A record without its hash. */
export const sampleRecord: UnhashedRecord = {
  schema: 1,
  release: { id: "classic:57", name: "Release-57", project: "Contoso", pipeline: 3 },
  build: { id: 345, number: "_20220616.3" },
  stage: { name: "UAT", attempt: 1, class: "test" },
  environment: "UAT",
  connection: {
    group: { id: 5, name: "Connection-Parameters" },
    modifiedOn: "2022-06-16T00:00:00.000Z",
    variables: [
      { name: "ClientID", secret: false, digest: digits("7", 16) },
      { name: "Secret", secret: true },
    ],
    digest: digits("8"),
  },
  connectionChosenBy: "$(Variable-Group)",
  target: { kind: "folder", id: "folder:/srv/uat", name: "/srv/uat", url: "/srv/uat" },
  seal: { root: digits("6") },
  artefacts: [
    { name: "Sln", kind: "solution", digest: digits("3"), outcome: "succeeded", text: "Copied 2 files." },
    { name: "SolutionAnalysisLogs", kind: "logs", digest: digits("5"), outcome: "excluded", text: "Logs." },
  ],
  operations: [{ kind: "importJob", id: "abc", artefact: "Sln", startedOn: "2022-06-16T22:30:00Z" }],
  outcome: "succeeded",
  startedOn: "2022-06-16T22:30:00Z",
  finishedOn: "2022-06-16T22:36:00Z",
  by: "00000000-0000-0000-0000-000000000001",
  reason: "Acceptance; 100% sure [##vso is text]",
  previous: digits("9"),
};

/** The same with an invented hash. */
export const sampleHashed: DeploymentRecord = { ...sampleRecord, hash: digits("0") };
