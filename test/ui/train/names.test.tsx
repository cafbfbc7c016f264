import assert from "node:assert/strict";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import type { Named, NamedKind } from "../../../core/ports-of-names.ts";
import { noRight, type Parts } from "../../core/acts/sample-organisation.ts";
import { id, release } from "../../core/model/train/builders.ts";
import { clear, openPage, settled } from "../dom.ts";
import { open, type Opened, press } from "./train-world.tsx";

type Told = Readonly<Partial<Record<NamedKind, ReadonlyMap<number, Named>>>>;

const web = "Contoso Web";
const told = {
  classic: new Map([[57, { name: "Release-57", pipeline: web }]]),
  run: new Map([[345, { name: "20260611.3", pipeline: web }]]),
  pipeline: new Map([[2, { name: web }]]),
} satisfies Told;

const application = { name: "Shop", pipelines: [2, 4] };
const carried = { ...release, application, releases: ["classic:57", "classic:2", "run:345"] } as const;

/** Names; a kind that is not told is refused. */
function names(known: Told, asked: string[] = []): Parts {
  return {
    names: {
      of: (kind, ids) => {
        asked.push(`${kind} ${ids.join(",")}`);
        const found = known[kind];
        return found ? Promise.resolve(found) : Promise.reject(noRight());
      },
    },
  };
}

const cardOf = ({ page }: Opened): string => page.one("section", "Shop").textContent;

describe("names on a train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-11: stand for the ids of releases and pipelines, and lead to the release", async () => {
    const asked: string[] = [];
    const other: ApplicationRelease = { ...carried, id: id(11), title: "Other", releases: ["classic:2"] };
    const opened = await open({ releases: [carried, other] }, "releases", names(told, asked));
    assert.match(cardOf(opened), /Shop: 2 pipelines \(Contoso Web, 4: not visible to you, or deleted\)/);
    assert.match(cardOf(opened), /Release-57 of Contoso Web.*20260611\.3 of Contoso Web/);
    assert.match(cardOf(opened), /not visible to you, or deleted \(classic release 2\)/);
    assert.doesNotMatch(opened.page.text(), /names of/);
    assert.deepEqual(asked, ["classic 57,2", "run 345", "pipeline 2,4"], "each once, for all cards together");
    opened.page.click("Release-57 of Contoso Web");
    assert.deepEqual(opened.watched.went, [
      { place: { view: "release", id: "classic:57", tab: "pipeline" } },
    ]);
    await press(opened.page, "Refresh");
    assert.equal(asked.length, 3, "and not again while the same are on the train");
  });

  it("S1-11: are ids while they are being read, and nothing waits for them", async () => {
    const answers: (() => void)[] = [];
    const of = (kind: NamedKind): Promise<ReadonlyMap<number, Named>> =>
      new Promise((resolve) => answers.push(() => resolve(told[kind])));
    const opened = await open({ releases: [{ ...carried, releases: ["classic:57"] }] }, "releases", {
      names: { of },
    });
    assert.match(cardOf(opened), /2 pipelines \(2, 4\).*classic:57/);
    for (const answer of answers) answer();
    await settled();
    assert.match(cardOf(opened), /2 pipelines \(Contoso Web, .*Release-57 of/);
  });
});

describe("names on a train's page that are not read", () => {
  before(openPage);
  afterEach(clear);

  it("S1-11: stay ids where they cannot be read, with the reason in a sentence", async () => {
    const opened = await open(
      { releases: [carried] },
      "releases",
      names({ run: told.run, pipeline: told.pipeline }),
    );
    assert.match(cardOf(opened), /classic:57classic:220260611\.3 of Contoso Web/);
    assert.match(
      opened.page.text(),
      /The names of classic releases could not be read: You do not have the right\./,
    );
  });

  it("S1-11: are asked for again with the train where they could not be read", async () => {
    const known: { -readonly [K in NamedKind]?: ReadonlyMap<number, Named> } = { ...told };
    delete known.classic;
    const opened = await open({ releases: [carried] }, "releases", names(known));
    assert.match(opened.page.text(), /The names of classic releases could not be read/);
    known.classic = told.classic;
    await press(opened.page, "Refresh");
    assert.match(cardOf(opened), /Release-57 of Contoso Web/);
    assert.doesNotMatch(opened.page.text(), /could not be read/);
  });

  it("S1-11: are asked for two hundred of a kind, and the others are counted", async () => {
    const asked: string[] = [];
    const releases = [0, 1, 2].map((at) => ({
      ...carried,
      id: id(20 + at),
      title: `App ${at}`,
      releases: Array.from({ length: 67 }, (_, index) => `run:${67 * at + index + 1}` as const),
    }));
    const { page } = await open({ releases }, "releases", names(told, asked));
    assert.equal(asked[0]?.split(",").length, 200);
    assert.match(page.one("section", "App 2").textContent, /\(YAML run 200\)run:201/);
    assert.match(page.text(), /The names of 1 YAML run more were not read\./);
  });
});
