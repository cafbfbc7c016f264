import assert from "node:assert/strict";
import { gatherEvidence, type StartSheet } from "../../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import type { Finding } from "../../../core/model/evidence.ts";
import { read } from "../../../core/model/reading.ts";
import { type Entry, nothingTyped, sheetOf, whyNot } from "../../../ui/deploy/deploy.ts";
import { group, now, organisation, sha256 } from "../../core/acts/sample-organisation.ts";

const finding = (id: string, level: Finding["level"], title = id): Finding => ({
  id,
  level,
  title,
  detail: "",
});

async function sheet(over: Partial<StartSheet> = {}): Promise<StartSheet> {
  const azure = organisation();
  const dossier = await inspectRelease("classic:57", azure);
  return { ...(await gatherEvidence(dossier, "Production", azure, { now, sha256 })), ...over };
}

const typed: Entry = { reason: "go-live", typed: "PROD", secret: "", inSpite: false, hold: false };
const free = { findings: [], verdict: "allowed", asksSecret: false, nameToType: "PROD" } as const;

describe("the evidence sheet", () => {
  it("names what goes where, and the button names its effect", async () => {
    const shown = sheetOf(await sheet());
    assert.deepEqual(
      [shown.title, shown.effect, shown.leftOut, shown.plan.map((one) => one.name)],
      [
        "Deploy Release-57 to Production",
        "Deploy 2 artefacts to Production",
        "SolutionAnalysisLogs is not deployed.",
        ["Sln", "Sln3"],
      ],
    );
    assert.equal(shown.under[0], "prod.example");
  });

  it("says what runs there now, and never draws what is not known as nothing", async () => {
    const { current, ...known } = await sheet();
    const record = { kind: "absent" } as const;
    const other = { ...known.release, id: "classic:55", name: "Release-55" } as const;
    for (const [there, words] of [
      [current, "nothing runs in PROD yet"],
      [read({ release: other, record }), "replaces Release-55"],
      [read({ release: known.release, record }), "runs in PROD already"],
      [read({ unseen: "Only the last 100 were looked through" }), "what runs in PROD is not known"],
      [{ kind: "failed", why: "Azure DevOps did not answer" }, "what runs in PROD could not be read"],
    ] as const)
      assert.equal(sheetOf({ ...known, current: there }).under.at(-1), words);
  });

  it("puts what stands in the way first, and keeps the rest apart", async () => {
    const findings = [
      finding("a", "ok"),
      finding("b", "warning"),
      finding("c", "note"),
      finding("d", "block"),
    ];
    const shown = sheetOf(await sheet({ findings, verdict: "blocked" }));
    assert.deepEqual(
      [shown.problems, shown.evidence].map((list) => list.map((one) => one.id)),
      [
        ["d", "b"],
        ["c", "a"],
      ],
    );
  });
});

describe("the evidence sheet of a rollback", () => {
  const removes = { kind: "failed", why: "You do not have the right." } as const;
  const same = {
    group,
    mayEdit: "yes",
    differences: [],
    blocks: [],
    secrets: ["Secrets: unknown."],
  } as const;
  const differences = [{ variable: "TargetURL-PROD", then: "a", today: "b", usedBy: [] }];

  for (const [values, level, title, detail] of [
    [read(same), "ok", /with the connection's values of then$/, /^Secrets: unknown\.$/],
    [
      read({ ...same, differences }),
      "note",
      /values of today, which are not those of then$/,
      /^TargetURL-PROD has another value\. Secrets: unknown\.$/,
    ],
    [
      { kind: "failed", why: "It left no record." },
      "note",
      /with the connection's values of today$/,
      /What they were then is not known: It left no record\./,
    ],
  ] as const) {
    it(`N13: says which values it uses: ${title.source}`, async () => {
      const shown = sheetOf(await sheet(), { values, difference: removes });
      const said = shown.evidence.find(({ id }) => id === "valuesThen");
      assert.equal(said?.level, level);
      assert.match(said.title, title);
      assert.match(said.detail, detail);
    });
  }

  it("N13: says what it removes, or that this is not known", async () => {
    const shown = sheetOf(await sheet(), { values: read(same), difference: removes });
    assert.deepEqual(
      [shown.difference.words, shown.difference.detail],
      ["What it removes is not known", "You do not have the right."],
    );
    const between = { changes: 1, items: [], more: false };
    const none = read({ way: "removes" as const, from: "_60", to: "_57", between, items: [] });
    const { difference } = sheetOf(await sheet(), { values: read(same), difference: none });
    assert.equal(difference.words, "Removes 0 work items, returns to _57");
    assert.equal(difference.detail, "1 change between it and _60, which runs there now.");
  });

  it("is nobody's who deploys something", async () => {
    const shown = sheetOf(await sheet());
    assert.equal(shown.difference.title, "What it brings");
    assert.ok(!shown.evidence.some(({ id }) => id === "valuesThen"));
  });
});

describe("the button of the evidence sheet", () => {
  for (const [what, over, entry, why] of [
    ["is ready", free, typed, undefined],
    ["has no reason, in production", free, { ...typed, reason: "  " }, "Give a reason first."],
    ["has no name typed", free, { ...typed, typed: "" }, "Type PROD to confirm."],
    ["has another name typed", free, { ...typed, typed: "prod" }, "Type PROD to confirm."],
    ["has blanks around the name", free, { ...typed, typed: " PROD " }, undefined],
    [
      "lacks the secret",
      { ...free, asksSecret: true },
      typed,
      "The connection's secret is needed: it cannot arrive by itself.",
    ],
    ["has the secret", { ...free, asksSecret: true }, { ...typed, secret: "s" }, undefined],
    [
      "is blocked, whatever is typed",
      { ...free, findings: [finding("x", "block", "UAT has not succeeded.")], verdict: "blocked" },
      typed,
      "UAT has not succeeded.",
    ],
  ] as const) {
    it(`S0-05: a start that ${what}: “${why ?? "go"}”`, async () => {
      assert.equal(whyNot(sheetOf(await sheet(over)), entry), why);
    });
  }

  it("asks for a reason outside of production only where a warning does", async () => {
    const { nameToType: _, ...made } = await sheet({ ...free });
    const uat: StartSheet = { ...made, stage: { ...made.stage, class: "test" } };
    assert.equal(whyNot(sheetOf(uat), nothingTyped), undefined);
    assert.equal(
      whyNot(sheetOf({ ...uat, verdict: "allowedWithReason" }), nothingTyped),
      "Give a reason first.",
    );
  });
});
