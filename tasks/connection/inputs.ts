import type { ConnectionInputs } from "../shared/job-connection.ts";
import { oneOf } from "../shared/one-of.ts";
import { targetKinds, type TargetInputs } from "../shared/targets/opening.ts";

/** What the step was told. */
export type ConnectionTaskInputs = ConnectionInputs &
  TargetInputs &
  Readonly<{
    /** All environments are tried, and nothing is given to the steps that follow. */
    preflight: boolean;
  }>;

/** Reads the step's inputs by their names. What only a deployment needs to know is as its step would have it. */
export function connectionInputs(
  input: (name: string) => string,
  rawInput: (name: string) => string,
): ConnectionTaskInputs {
  return {
    connection: rawInput("connection"),
    environment: input("environment"),
    secret: rawInput("secret"),
    serviceConnection: input("serviceConnection"),
    vaultConnection: input("vaultConnection"),
    preflight: input("preflight").toLowerCase() === "true",
    target: oneOf("target", input("target") || "dataverse", targetKinds),
    settings: "",
    waitMinutes: 1,
    checkerThreshold: "none",
    keep: 2,
    slot: "",
    healthPath: "",
    healthStatuses: "",
  };
}
