import type { RollbackCandidate, RollbackOffer } from "../../core/acts/offer-rollback.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { Sign } from "../shared/icons.tsx";

/** One release to go back to. */
export type RollbackRow = Readonly<{
  id: ReleaseId;
  name: string;
  stage: string;
  build: string;
  deployedOn: Instant;
  bytes: Readonly<{ sign: Sign; words: string }>;
  /** Why it cannot be gone back to. */
  because?: string;
}>;

/** What a stage can go back to, ready to draw. */
export type RollbackShown = Readonly<{
  environment: string;
  /** What runs there now. */
  current: string;
  rows: readonly RollbackRow[];
}>;

/** The candidates as they are drawn. One whose bytes could not be looked for can be tried: its evidence looks again. */
export function shownOf({ current, environment, candidates }: RollbackOffer): RollbackShown {
  return { environment, current: current.name, rows: candidates.map(rowOf) };
}

function rowOf({ release, stage, build, deployedOn, bytes }: RollbackCandidate): RollbackRow {
  const row = { id: release.id, name: release.name, stage, build: build?.number ?? "", deployedOn };
  if (bytes.kind === "failed") {
    return {
      ...row,
      bytes: { sign: "warning", words: `Not known whether its bytes are there: ${bytes.why}` },
    };
  }
  if (bytes.value === "there") return { ...row, bytes: { sign: "ok", words: "Its sealed bytes are there" } };
  const words = `Its bytes are gone: ${bytes.value.gone}`;
  return { ...row, bytes: { sign: "bad", words }, because: words };
}
