import { useContext, useEffect, useState } from "preact/hooks";
import { checkRecord, checkSeal } from "../../core/acts/hashing.ts";
import { cancelStage } from "../../core/acts/cancel-stage.ts";
import { decideApproval } from "../../core/acts/decide-approval.ts";
import { type Dossier, inspectRelease } from "../../core/acts/inspect-release.ts";
import { extendHold, keepForever } from "../../core/acts/keep-release.ts";
import { verifyBytes } from "../../core/acts/verify-bytes.ts";
import type { Release, ReleaseId } from "../../core/model/release.ts";
import type { Sha256 } from "../../core/model/sha256.ts";
import { ChangesContext, type Hub } from "../shared/hub.ts";
import { pace } from "../shared/poll.ts";
import { reportOf } from "../shared/report.ts";
import type { ReleaseTab } from "../shared/route.ts";
import { moves } from "../shared/stage-facts.ts";
import { type Acting, useAct } from "../shared/use-act.ts";
import { type Loading, useLoaded } from "../shared/use-loaded.ts";
import { artefactsOf, type BytesState, type Verified } from "./artefacts.ts";
import { attemptKey, attemptsOf } from "./attempts.ts";
import type { CardActs } from "./cards-view.tsx";
import { cardsOf } from "./cards.ts";
import { type Checked, factsOf, sealOf } from "./facts.ts";
import type { ReleaseViewProps, Shown } from "./release-view.tsx";

type Known = Readonly<{ dossier: Dossier; checked: Checked }>;

/** Recomputes every hash. Without a way to hash nothing is said to be verified. */
async function check(dossier: Dossier, sha256: Sha256 | undefined): Promise<Checked> {
  if (!sha256) return {};
  const seal = sealOf(dossier);
  const records: Record<string, readonly string[]> = {};
  for (const { stage, attempt, reading } of dossier.records) {
    if (reading.kind !== "read" || reading.value.kind !== "found") continue;
    records[attemptKey(stage, attempt)] = await checkRecord(reading.value.value, sha256);
  }
  return { records, ...(seal ? { seal: await checkSeal(seal, sha256) } : {}) };
}

function failures(dossier: Dossier, refusedHold: string | undefined): readonly string[] {
  const failed = (what: string, reading: { kind: string; why?: string }): string =>
    reading.kind === "failed" ? `${what} could not be read: ${reading.why ?? ""}` : "";
  return [
    failed("The settings", dossier.settings),
    failed("The artefacts", dossier.published),
    failed("The holds on the build", dossier.leases),
    failed("The variable groups", dossier.groups),
    refusedHold === undefined ? "" : `The hold on the build was not extended: ${refusedHold}`,
  ].filter(Boolean);
}

type Found = Readonly<{ verified: Verified; refusedHold: string | undefined }>;

function shownOf(known: Known, hub: Hub, { verified, refusedHold }: Found): Shown {
  const { dossier, checked } = known;
  const facts = factsOf(dossier, checked);
  return {
    release: dossier.release,
    facts,
    ...(facts.build?.id === undefined ? {} : { buildUrl: hub.pages.build(facts.build.id) }),
    columns: cardsOf(dossier),
    attempts: attemptsOf(dossier, checked),
    artefacts: artefactsOf(dossier, verified),
    ...(dossier.published.kind === "failed" && !sealOf(dossier)
      ? { artefactsFailed: dossier.published.why }
      : {}),
    history: dossier.history,
    problems: failures(dossier, refusedHold),
  };
}

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

/** Extends the hold on the build once a visit; gives back why that was refused. */
function useHold(hub: Hub, dossier: Dossier | undefined): string | undefined {
  const [refused, setRefused] = useState<string>();
  const id = dossier?.release.id;
  useEffect(() => {
    setRefused(undefined);
    if (!dossier) return;
    extendHold(dossier, hub.azure, hub.now()).catch((error: unknown) => setRefused(reportOf(error).cause));
  }, [id]);
  return refused;
}

type Here = Readonly<{ id: ReleaseId; tab: ReleaseTab }>;

type Acts = Readonly<{
  acting: Acting;
  settle: () => void;
  cards: CardActs;
  keep: (release: Release) => void;
}>;

/** What the reader can do with the release; after each the page looks again. */
function useActs(hub: Hub, place: Here, reload: () => void): Acts {
  const [acting, act, settle] = useAct();
  const { releases } = hub.azure;
  const run = (start: () => Promise<unknown>, said: string): void =>
    act(async () => {
      await start();
      hub.toast(said);
      reload();
    });
  return {
    acting,
    settle,
    cards: {
      deploy: (stage) =>
        hub.go({ place: { view: "release", ...place }, over: { panel: "deploy", id: place.id, stage } }),
      cancel: (stage) =>
        run(() => cancelStage(place.id, stage, "", releases), `${stage} is being cancelled.`),
      decide: (approval, decision) =>
        run(() => decideApproval(approval, decision, "", releases), `The deployment was ${decision}.`),
      busy: acting.kind === "pending",
    },
    keep: (release) => run(() => keepForever(release, true, releases), `${release.name} is kept for ever.`),
  };
}

function useDossier(hub: Hub, id: ReleaseId): Loading<Known> {
  const changes = useContext(ChangesContext);
  const loading = useLoaded<Known>(
    async () => {
      const dossier = await inspectRelease(id, hub.azure);
      return { dossier, checked: await check(dossier, hub.sha256) };
    },
    { key: id, again: ({ dossier }) => (moves(dossier.release) ? pace.running : pace.idle) },
  );
  useEffect(() => {
    if (changes > 0) loading.reload();
  }, [changes]);
  return loading;
}

/** One release with everything that is known about it. */
export function useRelease(hub: Hub, place: Here): ReleaseViewProps {
  const { state, reload } = useDossier(hub, place.id);
  const [verifying, startVerifying] = useAct();
  const [verified, setVerified] = useState<Verified>({});
  const dossier = state.kind === "loaded" ? state.value.dossier : undefined;
  const refusedHold = useHold(hub, dossier);
  const { acting, settle, cards, keep } = useActs(hub, place, reload);
  const because = cannotVerify(hub, dossier);
  return {
    shown:
      state.kind === "loaded"
        ? { ...state, value: shownOf(state.value, hub, { verified, refusedHold }) }
        : state,
    tab: place.tab,
    now: hub.now(),
    acts: cards,
    acting,
    closeFault: () => {
      settle();
      reload();
    },
    keep: () => {
      if (dossier) keep(dossier.release);
    },
    verify: () => {
      if (dossier) startVerifying(async () => setVerified(await verify(dossier, hub)));
    },
    verifying,
    ...(because === undefined ? {} : { cannotVerify: because }),
    reload,
  };
}
