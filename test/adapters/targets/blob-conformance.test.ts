import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BlobSettings } from "../../../adapters/targets/blob/blob-settings.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import type { Trouble } from "../../support/faulty-proxy.ts";
import { azuriteToken } from "../../support/azurite.ts";
import { sealedArtefact, sha256Of } from "../../support/sealed-artefact.ts";
import { write } from "../../support/temporary-folder.ts";
import { type Container, openPlace, type Place, targetAt } from "./blob/place.ts";
import { diesIn } from "./children/run-child.ts";
import { conforms } from "./conformance.ts";
import type { Fault, ReleaseName, TargetWorld } from "./target-world.ts";
import { whole } from "./whole.ts";

type BlobWorldHere = TargetWorld &
  Readonly<{ url: string; openWith: (changed: Partial<BlobSettings>) => Target }>;

const files: Readonly<Record<ReleaseName, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  first: { Web: { "index.html": "old", "a/x.js": "x" }, Docs: { "index.html": "1" } },
  second: { Web: { "index.html": "new", "b/ü %].txt": "y" }, Docs: { "index.html": "2" } },
};
const roots = { first: "1".repeat(64), second: "2".repeat(64) };

let place: Place | undefined;

function opened(): Place {
  if (place === undefined) throw new Error("Azurite does not run");
  return place;
}

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, body = ""): Trouble => ({
  answer: { status, headers, body },
});
const page = "<html>##vso[task.complete result=Succeeded]</html>";
const put = /^PUT /;
const code = "InvalidAuthenticationInfo";
const worthless = answer(
  401,
  {},
  `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code></Error>`,
);
/** A file is sent, switched or deleted; our own notes are none. */
const writing = /^(PUT|DELETE) (?!.*(comp=|\/\.release-manager\/(?!content\/)))/;
const withBody = /^PUT .*content\/[^?]*$/;

function fault(
  title: string,
  trouble: Trouble,
  times: number,
  ends: Fault<BlobWorldHere>["ends"],
): Fault<BlobWorldHere> {
  return {
    title,
    ends,
    arm: () => opened().proxy.add({ on: trouble === "resetDuring" ? withBody : put, times, trouble }),
  };
}

conforms<BlobWorldHere>({
  name: "blob",
  before: async function () {
    this.timeout(360_000);
    const found = await openPlace();
    if (!("missing" in found)) return void (place = found);
    console.log(`      skipped: ${found.missing}`);
    this.skip();
  },
  after: async () => place?.stop(),
  withWorld,
  together: "refuses",
  mixes: "a site is switched file by file",
  killStride: 2,
  oneAtATime: "its worlds share the proxy",
  // Three files are sent, three switched, one is deleted.
  writesOfSecond: 7,
  faults: [
    fault("429 and Retry-After", answer(429, { "retry-after": "1" }), 2, "succeeds"),
    fault("429 without Retry-After", answer(429), 2, "succeeds"),
    fault("503", answer(503), 2, "succeeds"),
    fault("a connection that breaks before the body", "resetBefore", 2, "succeeds"),
    fault("a connection that breaks in the body", "resetDuring", 2, "succeeds"),
    fault("an answer that is lost", "lostAnswer", 2, "succeeds"),
    fault("a slow answer", { slow: 300 }, 1, "succeeds"),
    fault("a page instead of an answer", answer(403, { "content-type": "text/html" }, page), 99, "fails"),
    fault("a token that is refused once", worthless, 1, "succeeds"),
    fault("a token that is refused for ever", worthless, 99, "fails"),
    fault("no space", answer(507, {}, page), 99, "fails"),
    fault("a redirect to another place", answer(302, { location: "https://elsewhere.test/" }), 99, "fails"),
  ],
  badInputs: [
    {
      title: "an address that is not https",
      code: "RM010",
      cause: /https/,
      act: (world) => asked(() => world.openWith({ url: world.url.replace("https:", "http:") })),
    },
    {
      title: "an address with a shared access signature",
      code: "RM010",
      cause: /shared access signature/,
      act: (world) => asked(() => world.openWith({ url: `${world.url}?sig=x` })),
    },
    {
      title: "a container that is not there",
      code: "RM031",
      cause: /container/i,
      act: (world) => asked(() => world.openWith({ url: `${world.url}-not` })),
    },
    {
      title: "an application that has no role there yet",
      code: "RM031",
      cause: /lacks the role Storage Blob Data Contributor/,
      act: (world) => {
        const error = "<Error><Code>AuthorizationPermissionMismatch</Code></Error>";
        opened().proxy.add({ on: put, times: 99, trouble: answer(403, {}, error) });
        return world.open("first").then((target) => whole(target, world.artefacts("first")));
      },
    },
  ],
});

async function asked(open: () => Target): Promise<void> {
  const target = open();
  try {
    await target.identify();
  } finally {
    await target.close();
  }
}

async function withWorld(use: (world: BlobWorldHere) => Promise<void>): Promise<void> {
  const { proxy, container } = opened();
  proxy.reset();
  const at = await container();
  for (const release of ["first", "second"] as const)
    for (const [name, content] of Object.entries(files[release]))
      await write(join(at.spot.folder, release, name), content);
  await use(worldOf(at));
}

function worldOf(at: Container): BlobWorldHere {
  const spotOf = (release: ReleaseName) => ({ ...at.spot, folder: join(at.spot.folder, release) });
  const artefacts = (release: ReleaseName) =>
    Object.entries(files[release]).map(([name, content]) => sealedArtefact(name, content));
  const settingsOf = (release: ReleaseName, job: string): Partial<BlobSettings> => ({
    release: { id: `classic:${release}`, name: `Release-${release}` },
    sealRoot: roots[release],
    // A lease outlives a killed process by 15 seconds at least: the next run is the agent's retry of the same job.
    job: job === "next" ? "killed" : job,
    lock: { lease: 15_000, beat: 5_000, wait: 2_000 },
  });
  let written = 0;
  const passedNow = (): number =>
    opened().proxy.passed.filter(({ line, status }) => writing.test(line) && status >= 200 && status < 300)
      .length;
  const openWith = (changed: Partial<BlobSettings>): Target =>
    at.target({ ...settingsOf("first", "job"), ...changed });
  return {
    url: at.url,
    openWith,
    artefacts,
    known: (release) => ({ name: `Release-${release}`, root: roots[release] }),
    open: (release, job = "job") =>
      Promise.resolve(targetAt(spotOf(release), { settings: settingsOf(release, job), told: at.told })),
    seen: () => at.site(),
    expected: (release) =>
      Object.fromEntries(
        Object.entries(files[release]).flatMap(([name, content]) =>
          Object.entries(content).map(([path, text]) => [`${name}/${path}`, sha256Of(text)]),
        ),
      ),
    everything: async () => [await at.names(), await at.site()],
    killedAt: (release, killAt) =>
      diesIn("deploy-blob", {
        killAt,
        spot: spotOf(release),
        given: { settings: settingsOf(release, "killed"), told: [] },
        artefacts: artefacts(release),
      }),
    alterSource: (release) => writeFile(join(at.spot.folder, release, "Docs/index.html"), "3"),
    alter: async () => {
      const held = (await at.names()).filter((name) => /content\/|^Web\/index\.html$/.test(name));
      for (const name of held) await at.meddle(name, "bad");
    },
    marker: async () => (await at.served(".release-manager/manifest.json")).text,
    secrets: azuriteToken().split(".").slice(0, 1),
    struck: () => opened().proxy.struck(),
    writes: () => written + passedNow(),
    calm: () => {
      written += passedNow();
      opened().proxy.reset();
    },
  };
}
