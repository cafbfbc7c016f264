import { useState } from "preact/hooks";
import type { Dossier } from "../../core/acts/inspect-release.ts";
import { verifyBytes } from "../../core/acts/verify-bytes.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import type { BytesState, Verified } from "./artefacts.ts";
import type { BrokenViewProps } from "./broken-view.tsx";
import { sealOf } from "./facts.ts";
import type { ReleaseViewProps } from "./release-view.tsx";
import { type Found, type Shown, shownOf } from "./shown.ts";
import { type Acts, type Here, useActs } from "./use-acts.ts";
import { type Known, type There, useDossier } from "./use-dossier.ts";
import { useHold } from "./use-hold.ts";

const bytesStates: Readonly<Record<"same" | "altered" | "missing" | "failed", BytesState>> = {
  same: { sign: "ok", words: "The same bytes", details: [] },
  altered: { sign: "bad", words: "Altered", details: [] },
  missing: { sign: "bad", words: "Gone", details: [] },
  failed: { sign: "unknown", words: "Could not be verified", details: [] },
};

async function verify(dossier: Dossier, hub: Hub): Promise<Verified> {
  const seal = sealOf(dossier);
  if (!seal || !hub.bytes || !hub.sha256 || dossier.published.kind === "failed") return {};
  const world = { sha256: hub.sha256, tell: hub.toast };
  const found = await verifyBytes(seal, dossier.published.value, hub.bytes, world);
  return Object.fromEntries(
    found.map((one) => [one.artefact, { ...bytesStates[one.verdict], details: one.details }]),
  );
}

function cannotVerify(hub: Hub, dossier: Dossier | undefined): string | undefined {
  if (!hub.bytes || !hub.sha256) return "This page cannot compute hashes: it is not served over https.";
  return dossier && !sealOf(dossier) ? "There is no seal to compare with." : undefined;
}

function shownIn(state: Loaded<Known>, found: Found): Loaded<Shown> {
  if (state.kind !== "loaded") return state;
  const { value } = state;
  return value.kind === "there" ? { ...state, value: shownOf(value, found) } : { kind: "loading" };
}

type Drawn = ReleaseViewProps & Readonly<{ broken?: BrokenViewProps }>;

function brokenIn(
  state: Loaded<Known>,
  acts: Acts,
  rest: Pick<BrokenViewProps, "now" | "reload">,
): Pick<Drawn, "broken"> {
  if (state.kind !== "loaded" || state.value.kind !== "broken") return {};
  const { acting, archive } = acts;
  return { broken: { links: state.value.links, acting, archive, ...rest } };
}

function thereIn(state: Loaded<Known>): There | undefined {
  return state.kind === "loaded" && state.value.kind === "there" ? state.value : undefined;
}

/** One release with everything that is known about it. */
export function useRelease(hub: Hub, place: Here): Drawn {
  const { state, reload } = useDossier(hub, place.id);
  const [verifying, startVerifying] = useAct();
  const [verified, setVerified] = useState<Verified>({});
  const dossier = thereIn(state)?.dossier;
  const refused = useHold(hub, dossier);
  const acts = useActs(hub, place, reload);
  const because = cannotVerify(hub, dossier);
  const now = hub.now();
  return {
    shown: shownIn(state, { verified, refused, pages: hub.pages, now }),
    tab: place.tab,
    now,
    acts,
    closeFault: () => {
      acts.settle();
      reload();
    },
    verify: () => {
      if (dossier) startVerifying(async () => setVerified(await verify(dossier, hub)));
    },
    verifying,
    ...(because === undefined ? {} : { cannotVerify: because }),
    reload,
    ...brokenIn(state, acts, { now, reload }),
  };
}
