import { holdDays, holdPlan, isOpen, type HoldFacts } from "../model/holds.ts";
import type { Instant } from "../model/instant.ts";
import type { Release } from "../model/release.ts";
import type { Lease, Releases } from "../ports.ts";
import { buildsBeneath, giveBackHolds, type Holding } from "./give-back-holds.ts";
import type { Dossier } from "./inspect-release.ts";
import { linksOf } from "./links-of.ts";
import { readingOf } from "./reading-of.ts";
import { classicNumber } from "./release-of.ts";
import { isCurrentAnywhere } from "./start-current.ts";

/**
 * Does what is to be done about the holds on all builds beneath a release when somebody looks at it: extends them while the
 * release is open or current anywhere, gives them back when it is neither. What was never sealed is only shown. A refusal is
 * thrown: it must be seen.
 */
export async function extendHold(dossier: Dossier, azure: Holding, now: Instant): Promise<void> {
  const { release } = dossier;
  const links = await readingOf(linksOf(release.id, azure));
  const open = isOpen(release, links.kind === "read" ? links.value : undefined);
  const sealed = sealedOf(dossier);
  if (open && sealed !== true) return;
  const current = open ? "unknown" : await isCurrentAnywhere(release, azure);
  await Promise.all(
    buildsBeneath(release).map(async (build) => {
      const held = await azure.leases.ours(build.id);
      const plan = holdPlan({ now, open, sealed, current, ...untilOf(held) });
      if (plan === "giveBack") await giveBackHolds(held, build.id, { except: release.id, azure });
      if (plan === "take" || plan === "renew") await takeAnew(build, held, azure);
    }),
  );
}

async function takeAnew(
  { id, pipelineId }: Readonly<{ id: number; pipelineId: number }>,
  old: readonly Lease[],
  { leases }: Pick<Holding, "leases">,
): Promise<void> {
  const taken = await leases.take(id, pipelineId, holdDays);
  await Promise.all(old.filter((one) => one.id !== taken.id).map((one) => leases.release(one.id)));
}

function sealedOf({ seals }: Dossier): HoldFacts["sealed"] {
  if (seals.some(({ reading }) => reading.kind === "read" && reading.value.kind === "found")) return true;
  return seals.some(({ reading }) => reading.kind === "failed") ? "unknown" : false;
}

function untilOf(held: readonly Lease[]): Pick<HoldFacts, "until"> {
  const last = [...held].sort((a, b) => b.validUntil - a.validUntil)[0];
  return last === undefined ? {} : { until: last.validUntil };
}

/** Keeps a classic release, and its build, from retention until it is given back. */
export async function keepForever(
  release: Release,
  forever: boolean,
  releases: Pick<Releases, "keep">,
): Promise<void> {
  const what = forever ? `${release.name} is not kept` : `${release.name} is kept as before`;
  await releases.keep(classicNumber(release.id, what), forever);
}
