import { quoted } from "./defuse.ts";
import type { Finding } from "./evidence.ts";
import { day, dayLength, finding, leniently, sentence, strictly, unread, type Rule } from "./judge-parts.ts";
import type { ArtefactsFact, Believed, BytesBefore, SealFact, StartFacts } from "./start-facts.ts";
import { counted, listed } from "./words.ts";

/** Every build that travels is sealed, and the seal fits itself. */
export const judgeSeal: Rule = (facts) =>
  (facts.seals ?? []).map(({ alias, seal }) => {
    const name = `the seal of ${quoted(alias)}`;
    return seal.kind === "failed"
      ? unread("seal", strictly(facts, "block", "warning"), name, seal.why)
      : sealFinding(name, seal.value, facts);
  });

function sealFinding(name: string, seal: Believed<SealFact>, facts: StartFacts): Finding {
  const fix = "Make a new build whose last job runs the task ReleaseManagerSeal.";
  if (seal.kind === "absent") {
    const title = `There is no seal: ${name}`;
    const detail = "Nobody can prove that these are the bytes that were built.";
    return finding("seal", leniently(facts, "warning", "block"), { title, detail, fix });
  }
  if (seal.kind === "notBelieved") {
    const title = `Not believed: ${name}`;
    return finding("seal", leniently(facts, "warning", "block"), {
      title,
      detail: sentence(seal.because),
      fix,
    });
  }
  const { root, faults, verified } = seal.value;
  if (faults.length > 0) {
    const detail = faults.slice(0, 10).map(sentence).join(" ");
    return finding("seal", "block", { title: `Altered: ${name}`, detail, fix });
  }
  const detail = `Root ${root.slice(0, 8)}.`;
  if (verified) return finding("seal", "ok", { title: `Sealed: ${name} fits`, detail });
  const title = `Not verified: ${name}`;
  const why = "This page cannot hash, since it was not loaded over https; the task verifies every byte.";
  return finding("seal", strictly(facts, "warning", "note"), { title, detail: why });
}

/** The bytes are those of the stages before, and those that were sealed (N2). */
export const judgeBytes: Rule = (facts) => {
  const { bytes } = facts;
  if (bytes === undefined) return [];
  const changed = [
    ...changes(facts, bytes.altered, "differ"),
    ...changes(facts, bytes.republished, "publishedAgain"),
  ];
  return [...changed, ...bytes.before.map((before) => bytesFinding(before, bytes.root, facts))];
};

type Changed = NonNullable<StartFacts["bytes"]>["altered"];

function changes(facts: StartFacts, names: Changed, how: "differ" | "publishedAgain"): Finding[] {
  if (names === undefined) return [];
  const good =
    how === "differ" ? "whether the files are the sealed ones" : "whether artefacts were published again";
  if (names.kind === "failed")
    return [unread("sameBytes", strictly(facts, "warning", "note"), good, names.why)];
  if (names.value.length === 0) return how === "differ" ? [asSealed()] : [];
  const few = listed(names.value.slice(0, 10).map((name) => quoted(name)));
  const title =
    how === "differ" ? "The files are not the sealed ones" : "Published again after it was sealed";
  return [
    finding("sameBytes", "block", { title, detail: `${few}.`, fix: "Make a new build and release that." }),
  ];
}

function asSealed(): Finding {
  return finding("sameBytes", "ok", {
    title: "The files are the sealed ones",
    detail: "Every byte was hashed.",
  });
}

function bytesFinding(before: BytesBefore, root: string | undefined, facts: StartFacts): Finding {
  const stage = quoted(before.stage);
  const level = strictly(facts, "warning", "note");
  const title = `Cannot show that ${stage} had the same bytes`;
  if (before.record.kind === "failed")
    return unread("sameBytes", level, `the bytes of ${stage}`, before.record.why);
  const record = before.record.value;
  if (record.kind === "notBelieved") {
    return finding("sameBytes", strictly(facts, "block", "note"), {
      title,
      detail: sentence(record.because),
    });
  }
  if (record.kind === "absent") {
    return finding("sameBytes", level, { title, detail: `${stage} left no record of what it deployed.` });
  }
  if (root === undefined) {
    return finding("sameBytes", level, { title, detail: "Without a seal there is nothing to compare." });
  }
  if (record.value.root === root) {
    return finding("sameBytes", "ok", {
      title: `Same bytes as ${stage}`,
      detail: `Root ${root.slice(0, 8)}.`,
    });
  }
  return finding("sameBytes", "block", {
    title: `Not the bytes of ${stage}`,
    detail: `${stage} deployed ${record.value.root.slice(0, 8)}, this would deploy ${root.slice(0, 8)}.`,
    fix: `Deploy the release to ${stage} again, or choose the release that passed it.`,
  });
}

/** The artefacts can still be fetched, and for how long (D11). */
export const judgeArtefacts: Rule = (facts) => {
  const { artefacts } = facts;
  if (artefacts === undefined) return [];
  if (artefacts.kind === "failed") {
    return [
      unread(
        "artefactsThere",
        strictly(facts, "warning", "note"),
        "whether the artefacts are there",
        artefacts.why,
      ),
    ];
  }
  const { gone } = artefacts.value;
  if (gone.length === 0) return [keptFinding(artefacts.value, facts)];
  return [
    finding("artefactsThere", "block", {
      title: "Artefacts are gone",
      detail: `${listed(gone.slice(0, 10).map((name) => quoted(name)))}.`,
      fix: "Make a new build and release that: what is deleted cannot be brought back.",
    }),
  ];
};

function keptFinding(artefacts: ArtefactsFact, facts: StartFacts): Finding {
  const title = "The artefacts are there";
  if (artefacts.keptForever) {
    return finding("artefactsThere", "ok", { title, detail: "The release is kept for ever." });
  }
  const { until } = artefacts;
  if (until !== undefined && until >= facts.now) {
    const left = Math.floor((until - facts.now) / dayLength);
    const detail = `Held until ${day(until)}, ${counted(left, "day")} from now.`;
    return finding("artefactsThere", left < 7 ? "note" : "ok", { title, detail });
  }
  const detail = until === undefined ? "No hold was taken." : `The hold ended on ${day(until)}.`;
  return artefacts.retainedByRelease
    ? finding("artefactsThere", "ok", { title, detail: "The release retains its build." })
    : finding("artefactsThere", "note", {
        title: "The artefacts are there, but nothing keeps them",
        detail,
        fix: "Keep the release, so that its artefacts stay.",
      });
}

/** Something is deployed, and nothing is forgotten (D3, D5). */
export const judgePlan: Rule = (facts) => {
  const { plan } = facts;
  if (plan === undefined) return [];
  if (plan.kind === "failed")
    return [unread("plan", strictly(facts, "block", "warning"), "what would be deployed", plan.why)];
  const { deployed, leftOut, refused, clashes } = plan.value;
  const stays = leftOut.map((one) => `${quoted(one.name)} stays (${sentence(one.why).replace(/\.$/, "")})`);
  const faults = [
    ...refused.map((one) => `${quoted(one.name)}: ${sentence(one.why)}`),
    ...clashes.map((names) => `${listed(names.map((name) => quoted(name)))} claim one place in the order.`),
  ];
  const fix =
    "Name the artefact in the task's input exclude with a reason, or choose a target that takes it.";
  return [
    deployed.length === 0
      ? finding("nothingToDeploy", "block", {
          title: "There is nothing to deploy",
          detail: stays.length === 0 ? "The build has no artefact." : `${listed(stays)}.`,
          fix: "Publish an artefact in the build, or exclude fewer.",
        })
      : finding("nothingToDeploy", "ok", {
          title: `${counted(deployed.length, "artefact")} in this order: ${listed(deployed.map((name) => quoted(name)))}`,
          detail: stays.length === 0 ? "Nothing is left out." : `${listed(stays)}.`,
        }),
    ...(faults.length === 0
      ? []
      : [
          finding("plan", "block", {
            title: "Not everything can be deployed",
            detail: faults.join(" "),
            fix,
          }),
        ]),
  ];
};
