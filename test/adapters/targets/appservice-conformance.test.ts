import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AppServiceSettings } from "../../../adapters/targets/appservice/appservice-settings.ts";
import { instant } from "../../../core/model/instant.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import type { Trouble } from "../../../standin/targets/behaviour.ts";
import { sealedArtefact, sha256Of } from "../../support/sealed-artefact.ts";
import { write } from "../../support/temporary-folder.ts";
import { openBench, settingsFor, type Bench, type Changes } from "./appservice/bench.ts";
import type { SiteOrder } from "./children/deploy-appservice.ts";
import { diesIn } from "./children/run-child.ts";
import { conforms } from "./conformance.ts";
import type { Fault, ReleaseName, Seen, TargetWorld } from "./target-world.ts";

type SiteWorld = TargetWorld & Readonly<{ bench: Bench; site: (changes: Changes) => Target }>;

const files: Readonly<Record<ReleaseName, Readonly<Record<string, string>>>> = {
  first: { "index.html": "old", "a/x.txt": "x" },
  second: { "index.html": "new", "b/ü;%].txt": "y" },
};
const roots = { first: "1".repeat(64), second: "2".repeat(64) };
const slot = "next";

const upload: Pick<Trouble, "path" | "method" | "times"> = { path: "/api/publish", method: "POST", times: 1 };
const swap: typeof upload = { path: "/slotsswap", method: "POST", times: 1 };

function trouble(
  at: "arm" | "dev/next",
  title: string,
  given: Trouble,
  ends: Fault<SiteWorld>["ends"],
): Fault<SiteWorld> {
  return { title, ends, arm: ({ bench }) => bench.azure.misbehave({ at, troubles: [given] }) };
}

conforms<SiteWorld>({
  name: "appservice",
  withWorld,
  wayBack: /the slot "next" will hold "Release-second"/,
  without: {
    together:
      "Azure's own lock lasts as long as one upload: what came between is refused as moved, which has tests of its own",
  },
  badInputs: [
    {
      title: "http instead of https",
      code: "RM010",
      cause: /no https address/,
      act: ({ site }) => site({ url: "http://localhost" }).identify(),
    },
    {
      title: "a site that is not there",
      code: "RM031",
      cause: /no such site/,
      act: ({ bench, site }) => site({ resource: `${bench.azure.sites[0]?.resource ?? ""}2` }).identify(),
    },
    {
      title: "an address that leads to another place",
      code: "RM031",
      cause: /wants us to go to elsewhere\.test; redirects are not followed/,
      act: ({ bench, site }) => {
        const answer = { status: 307, location: "https://elsewhere.test/" };
        bench.azure.misbehave({ at: "arm", troubles: [{ path: "/", times: 99, answer }] });
        return site({}).identify();
      },
    },
    {
      title: "an application that has no role there yet",
      code: "RM031",
      cause: /lacks a right on the site/,
      act: ({ site }) => site({ client: 1 }).identify(),
    },
    {
      title: "a slot that is not there",
      code: "RM010",
      cause: /no slot "uat"/,
      act: ({ site }) => site({ slot: "uat" }).plan([sealedArtefact("Web", files.first)]),
    },
    ...["../out.txt", "/etc/out.txt", "a\\..\\out.txt"].map((path) => ({
      title: `a file named ${path}`,
      code: "RM022" as const,
      cause: /out\.txt/,
      act: ({ site }: SiteWorld) => deployOf(site({}), sealedArtefact("Web", { [path]: "x" })),
    })),
    {
      title: "an artefact without any file",
      code: "RM022",
      cause: /empty/,
      act: ({ site }) => deployOf(site({}), sealedArtefact("Web", {})),
    },
  ],
  broken: [
    {
      title: "another site's address",
      open: ({ site }) => Promise.resolve(site({ url: "https://localhost:1" })),
    },
  ],
  // One package that arrives.
  writesOfSecond: 1,
  faults: [
    trouble(
      "dev/next",
      "429 and Retry-After",
      { ...upload, answer: { status: 429, retryAfter: 1 } },
      "succeeds",
    ),
    trouble("dev/next", "429 without Retry-After", { ...upload, answer: { status: 429 } }, "succeeds"),
    trouble("dev/next", "503 at the upload", { ...upload, answer: { status: 503 } }, "succeeds"),
    trouble(
      "dev/next",
      "a reset before the upload is carried out",
      { ...upload, answer: "reset" },
      "succeeds",
    ),
    trouble("dev/next", "a reset in the upload", { ...upload, answer: "cut" }, "succeeds"),
    trouble("dev/next", "a lost answer to the upload", { ...upload, answer: "lostAnswer" }, "succeeds"),
    trouble(
      "dev/next",
      "a page instead of the answer to the upload",
      { ...upload, answer: "signInPage" },
      "succeeds",
    ),
    trouble("arm", "a lost answer to the swap", { ...swap, answer: "lostAnswer" }, "succeeds"),
    trouble("arm", "a swap that Azure refuses", { ...swap, answer: { status: 400 } }, "fails"),
    trouble(
      "dev/next",
      "a token that has become worthless",
      { ...upload, answer: { status: 401 } },
      "succeeds",
    ),
    trouble(
      "arm",
      "a token that is refused for ever",
      { path: "/", times: 999, answer: { status: 401 } },
      "fails",
    ),
    {
      title: "a deployment that fails at the site",
      ends: "fails",
      arm: ({ bench }) => bench.azure.misbehave({ at: "dev/next", behaviour: { endStatus: 3 } }),
    },
  ],
});

async function deployOf(target: Target, artefact: SealedArtefact): Promise<void> {
  const step = { artefact: artefact.name, kind: artefact.kind, action: "update", text: "" } as const;
  const signal = new AbortController().signal;
  const nothing = (): Promise<void> => Promise.resolve();
  const quiet = { tell: () => undefined, progress: () => undefined, saveOperation: nothing, keep: nothing };
  await target.deploy(step, artefact, { ...quiet, earlier: [], signal });
}

async function withWorld(use: (world: SiteWorld) => Promise<void>): Promise<void> {
  const bench = await openBench();
  try {
    for (const release of ["first", "second"] as const)
      await write(join(bench.folder, release, "Web"), files[release]);
    await use({ ...hooksOf(bench), bench, site: (changes) => bench.open("One", changes) });
  } finally {
    await bench.close();
  }
}

function settingsOf(bench: Bench, release: ReleaseName): AppServiceSettings {
  const createdOn = instant(Date.UTC(2026, 10, release === "first" ? 1 : 2));
  const named = { id: `classic:${release}`, name: `Release-${release}`, createdOn };
  return { ...settingsFor(bench.targets, "One"), slot, release: named, sealRoot: roots[release] };
}

function hooksOf(bench: Bench): TargetWorld {
  const { azure, targets, folder } = bench;
  const artefacts = (release: ReleaseName): readonly SealedArtefact[] => [
    sealedArtefact("Web", files[release]),
  ];
  return {
    artefacts,
    known: (release) => ({ name: `Release-${release}`, root: roots[release] }),
    open: (release) =>
      Promise.resolve(bench.open("One", { ...settingsOf(bench, release), drop: join(folder, release) })),
    seen: async () => hashed(await azure.files("dev")),
    expected: (release) => hashed(files[release]),
    everything: async () => ({
      files: [await azure.files("dev"), await azure.files("dev/next")],
      records: [await azure.records("dev"), await azure.records("dev/next")].map((rows) => rows.length),
      writes: (["arm", "dev", "dev/next"] as const).map(
        (at) => azure.requests(at).filter(({ method }) => method !== "GET").length,
      ),
    }),
    killedAt: (release, killAt) => {
      const { entra, knownClients, caFile } = targets;
      const order: SiteOrder = {
        killAt,
        settings: settingsOf(bench, release),
        targets: { entra, knownClients, caFile },
        drop: join(folder, release),
        artefacts: artefacts(release),
      };
      return diesIn("deploy-appservice", order);
    },
    alterSource: (release) => writeFile(join(folder, release, "Web/index.html"), "bad"),
    alter: () => writeFile(join(azure.home("dev"), "site/wwwroot/index.html"), "bad"),
    marker: () => readFile(join(azure.home("dev"), "data/release-manager/space-game-dev.json"), "utf8"),
    secrets: targets.knownClients.map((client) => client.secret),
    writes: async () => {
      const records = [...(await azure.records("dev")), ...(await azure.records("dev/next"))];
      return records.filter(({ deployer, status }) => deployer === "OneDeploy" && status === 4).length;
    },
    struck: targets.struck,
    calm: targets.behave,
  };
}

function hashed(texts: Readonly<Record<string, string>>): Seen {
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, sha256Of(text)]));
}
