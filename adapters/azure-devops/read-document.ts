import type { Stored } from "../../core/ports.ts";

/** A document of the extension data service, as Microsoft's client packages describe it (7.0-preview.1). */
export type WireDocument = Readonly<{
  id?: string | null;
  __etag?: number | null;
  value?: unknown;
  /** Ours: no two writings have the same. */
  writing?: unknown;
}>;

/** One document. What we stored stands under `value`, so that no key of ours meets the service's own. */
export function readDocument(body: unknown): Stored<unknown> {
  const wire = (body ?? {}) as WireDocument;
  return { id: wire.id ?? "", etag: wire.__etag ?? -1, value: wire.value };
}

/** Whether a document is as this writing left it. */
export function isWriting(body: unknown, writing: string): boolean {
  return ((body ?? {}) as WireDocument).writing === writing;
}
