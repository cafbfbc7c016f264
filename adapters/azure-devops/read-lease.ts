import { instant, readInstant } from "../../core/model/instant.ts";
import type { Lease } from "../../core/ports.ts";

/** `RetentionLease`, build 7.0. */
export type WireLease = Readonly<{
  leaseId?: number | null;
  runId?: number | null;
  ownerId?: string | null;
  validUntil?: string | null;
}>;

/** A hold on a run. */
export function readLease(body: unknown): Lease {
  const wire = (body ?? {}) as WireLease;
  return {
    id: wire.leaseId ?? 0,
    runId: wire.runId ?? 0,
    owner: wire.ownerId ?? "",
    validUntil: readInstant(wire.validUntil) ?? instant(0),
  };
}
