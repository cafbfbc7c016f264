import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { Misbehaviour, Trouble } from "../../../standin/targets/behaviour.ts";
import { diesIn } from "./children/run-child.ts";
import { conforms } from "./conformance.ts";
import { type Bench, type Changes, openBench } from "./dataverse/bench.ts";
import { dataArtefact, id, sampleTables } from "./dataverse/data/data-samples.ts";
import { sampleArtefact } from "./dataverse/samples.ts";
import type { BadInput, Fault, ReleaseName, Seen, TargetWorld } from "./target-world.ts";
import { whole } from "./whole.ts";

type EnvironmentWorld = TargetWorld & Readonly<{ bench: Bench }>;

const versions: Readonly<Record<ReleaseName, string>> = { first: "1.0.0.0", second: "1.1.0.0" };
const solutions = ["Base", "Core"];
/** Names of countries, by id: one is changed, one stays, one is new. */
const countries: Readonly<Record<ReleaseName, Readonly<Record<string, string>>>> = {
  first: { [id(1)]: "Gaul", [id(2)]: "Spain" },
  second: { [id(1)]: "France", [id(2)]: "Spain", [id(3)]: "Italy" },
};

type Kinds = Pick<Fault<EnvironmentWorld>, "title" | "ends">;
const upgrade: Pick<Trouble, "path" | "times"> = { path: "StageAndUpgradeAsync", times: 1 };
const looks: Pick<Trouble, "path" | "times"> = { path: "asyncoperations(", times: 99 };
const row: Pick<Trouble, "path" | "method" | "times"> = { path: "cr_countrys(", method: "PATCH", times: 1 };

function trouble(title: string, given: Trouble, ends: Kinds["ends"] = "succeeds"): Fault<EnvironmentWorld> {
  return { title, ends, arm: ({ bench }) => bench.targets.misbehave({ at: "uat", troubles: [given] }) };
}

function refused(title: string, cause: RegExp, changes: Changes): BadInput<EnvironmentWorld> {
  return {
    title,
    code: "RM010",
    cause,
    act: async ({ bench }) => {
      const target = bench.target("uat", changes);
      try {
        await target.identify();
      } finally {
        await target.close();
      }
    },
  };
}

/** What is refused when it is planned, or at the first write. */
function misbehaving(
  title: string,
  cause: RegExp,
  order: Omit<Misbehaviour, "at">,
): BadInput<EnvironmentWorld> {
  return {
    title,
    code: "RM031",
    cause,
    act: (world) => {
      world.bench.targets.misbehave({ at: "uat", ...order });
      return whole(world.bench.target("uat"), world.artefacts("first"));
    },
  };
}

conforms<EnvironmentWorld>({
  name: "dataverse",
  withWorld,
  mixes: "a release's solutions are imported one after the other, and its rows written",
  killStride: 2,
  writesOfSecond: solutions.length,
  without: {
    together: "Dataverse takes one import at a time; waiting for somebody else's has tests of its own",
    marker: "the solution itself holds its name and version there; nothing else of ours is left",
    "way back": "Dataverse does not downgrade: the plan says so",
  },
  badInputs: [
    refused("http instead of https", /no https address/, { url: "http://localhost" }),
    refused("an environment that Entra does not know", /knows no environment/, {
      url: "https://contoso.crm.dynamics.com",
    }),
    misbehaving("an address that leads to another place", /wants us to go to elsewhere\.test; redirects/, {
      troubles: [{ path: "/", times: 99, answer: { status: 302, location: "https://elsewhere.test/" } }],
    }),
    misbehaving("an application that has no role there yet", /lacks a right: .*prvImportCustomization/, {
      behaviour: { mayImport: false },
    }),
  ],
  broken: [
    {
      title: "an application that is no user there",
      open: ({ bench }) =>
        Promise.resolve(bench.target("uat", { clientId: "00000000-0000-4000-8000-000000000000" })),
    },
  ],
  faults: [
    trouble("429 and Retry-After", { ...upgrade, times: 2, answer: { status: 429, retryAfter: 7 } }),
    trouble("429 without Retry-After", { ...upgrade, times: 2, answer: { status: 429 } }),
    trouble("503", { ...upgrade, answer: { status: 503 } }),
    trouble("a connection that breaks before the import is carried out", { ...upgrade, answer: "reset" }),
    trouble("a connection that breaks in the body", {
      path: "StageSolution",
      method: "POST",
      times: 1,
      answer: "cut",
    }),
    trouble("a lost answer to the import", { ...upgrade, answer: "lostAnswer" }),
    trouble("a page instead of the answer to the import", { ...upgrade, answer: "signInPage" }),
    trouble("a token that is refused once", { ...upgrade, answer: { status: 401 } }),
    trouble("a token that is refused for ever", { ...upgrade, times: 99, answer: { status: 401 } }, "fails"),
    trouble(
      "a token that is refused while it watches",
      { ...looks, answer: { status: 401 } },
      "stillRunning",
    ),
    trouble("a lost answer to a row", { ...row, answer: "lostAnswer" }),
    trouble(
      "a row that is refused in the middle",
      { ...row, after: 1, times: 9, answer: { status: 401 } },
      "fails",
    ),
    {
      title: "a disk that is full there",
      ends: "fails",
      arm: ({ bench }) =>
        bench.targets.misbehave({
          at: "uat",
          behaviour: { importFailure: { message: "There is not enough space on the disk." } },
        }),
    },
  ],
});

async function withWorld(use: (world: EnvironmentWorld) => Promise<void>): Promise<void> {
  const bench = await openBench();
  try {
    bench.targets.book("uat").tables.push(...sampleTables());
    const made = { first: await releaseIn(bench, "first"), second: await releaseIn(bench, "second") };
    await use(worldOf(bench, made));
  } finally {
    await bench.stop();
  }
}

async function releaseIn({ folder }: Bench, release: ReleaseName): Promise<readonly SealedArtefact[]> {
  const made: SealedArtefact[] = [];
  for (const uniqueName of solutions) {
    const sample = { uniqueName, version: versions[release], ballast: 20_000 };
    made.push(await sampleArtefact(folder, `${release}${uniqueName}`, sample));
  }
  const rows = Object.entries(countries[release]).map(([own, name]) => ({
    id: own,
    values: { cr_name: name },
  }));
  const table = { name: "cr_country", fields: [{ name: "cr_name", type: "string" }], rows };
  return [...made, await dataArtefact(folder, `${release}Data`, [table])];
}

function worldOf(
  bench: Bench,
  made: Readonly<Record<ReleaseName, readonly SealedArtefact[]>>,
): EnvironmentWorld {
  const { targets, folder } = bench;
  return {
    bench,
    artefacts: (release) => made[release],
    known: (release) => ({ name: `Release-${release}`, root: "" }),
    open: () => Promise.resolve(bench.target("uat")),
    seen: () => {
      const installed = targets.installed("uat").map(({ uniquename, version }) => [uniquename, version]);
      const rows = targets.book("uat").tables.find(({ name }) => name === "cr_country")?.rows ?? [];
      const named = rows.map(({ id: own, values }) => [own, String(values["cr_name"])]);
      return Promise.resolve(Object.fromEntries([...installed, ...named]) as Seen);
    },
    expected: (release) => ({
      ...Object.fromEntries(solutions.map((name) => [name, versions[release]])),
      ...countries[release],
    }),
    everything: () =>
      Promise.resolve(targets.requests("uat").filter(({ method }) => method !== "GET").length),
    killedAt: (release, killAt) => {
      const { entra, knownClients, caFile, dataverse } = targets;
      const desk = { targets: { entra, knownClients, caFile, dataverse }, folder };
      return diesIn("deploy-dataverse", { killAt, desk, artefacts: made[release] });
    },
    alterSource: (release) => otherByte(bench, made[release]),
    alter: () => {
      targets.plant("uat", { uniqueName: "Core", version: "0.9.0.0", managed: true });
      return Promise.resolve();
    },
    writes: () =>
      targets.book("uat").operations.filter(({ settled, failure }) => settled && failure === undefined)
        .length,
    struck: targets.struck,
    calm: targets.behave,
  };
}

/** In the packed content, so that the zip can still be read. */
async function otherByte({ folder }: Bench, [artefact]: readonly SealedArtefact[]): Promise<void> {
  assert.ok(artefact);
  const path = join(folder, artefact.name, artefact.files[0]?.path ?? "");
  const bytes = await readFile(path);
  // The last entry is the ballast: its data ends where the directory begins.
  const at = bytes.indexOf("PK\u0001\u0002", 0, "latin1") - 40;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(path, bytes);
}
