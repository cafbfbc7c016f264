import type { JSX } from "preact";
import { type Sign, StatusSign } from "../shared/icons.tsx";
import type { Proof } from "./facts.ts";

const signs: Readonly<Record<Proof["kind"], Sign>> = {
  verified: "ok",
  notVerified: "unknown",
  altered: "bad",
  absent: "none",
  notBelieved: "warning",
  failed: "warning",
};

/** Whether something holds what it says. The reason, where there is one, stands below. */
export function ProofView({ proof }: { proof: Proof }): JSX.Element {
  return (
    <span class="proof" title={proof.why}>
      <StatusSign sign={signs[proof.kind]} />
      {proof.words}
      {proof.why !== undefined && proof.kind !== "absent" && <small>{proof.why}</small>}
    </span>
  );
}
