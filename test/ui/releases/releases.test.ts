import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import type { ReleaseLinks } from "../../../core/model/links.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Attempt, Stage, State, Step } from "../../../core/model/stage.ts";
import { columnsOf } from "../../../ui/releases/columns.ts";
import { noLinks } from "../../../ui/releases/links.ts";
import { currentsOf, laidOver, type Row, rowOf } from "../../../ui/releases/releases.ts";
import { attempt, day, now, production, rita, uat } from "../../core/acts/sample-organisation.ts";
import { linked, releaseWith } from "../hub.ts";

function step(name: string, state: State, issues: Step["issues"] = []): Step {
  return { name, status: { state, wire: state }, issues };
}

function rows(...releases: Release[]): readonly Row[] {
  const columns = columnsOf(releases);
  const currents = currentsOf(releases);
  return releases.map((release) => rowOf(release, { columns, currents, links: noLinks }));
}

function stageWith(stage: Stage, state: State, over: Partial<Attempt> = {}): Stage {
  const status = { state, wire: state };
  return { ...stage, status, attempts: [{ ...attempt, status, ...over }] };
}

const chain = (...names: string[]): Stage[] =>
  names.map((name, at) => {
    const before = names[at - 1];
    const last = at === names.length - 1;
    return {
      ...uat,
      name,
      class: last ? "production" : name === "Build" ? "development" : "test",
      after: before === undefined ? [] : [before],
    };
  });

describe("the columns of the matrix", () => {
  const named = (...releases: Release[]): string[] => columnsOf(releases).map((column) => column.name);

  it("are the stages in the order of their way, however they are listed", () => {
    assert.deepEqual(named(releaseWith({ stages: [production, uat] })), ["UAT", "Production"]);
  });

  it("agree with every pipeline's own order", () => {
    const one = releaseWith({ stages: chain("UAT", "Production") });
    const two = releaseWith({
      pipeline: { id: 4, name: "b" },
      stages: chain("Build", "UAT", "Staging", "Production"),
    });
    const three = releaseWith({ pipeline: { id: 5, name: "c" }, stages: chain("Build", "Production") });
    assert.deepEqual(named(one, two, three), ["Build", "UAT", "Staging", "Production"]);
    assert.deepEqual(named(three, one, two), ["Build", "UAT", "Staging", "Production"]);
  });

  it("put a stage of another pipeline before the stricter ones", () => {
    const one = releaseWith({ stages: chain("UAT", "Production") });
    const two = releaseWith({ pipeline: { id: 4, name: "b" }, stages: chain("Build", "Production") });
    assert.deepEqual(named(one, two), ["Build", "UAT", "Production"]);
  });

  it("end where stages wait for each other in a circle", () => {
    const circle = [
      { ...uat, name: "A", after: ["B"] },
      { ...uat, name: "B", after: ["A"] },
    ];
    assert.equal(named(releaseWith({ stages: circle })).length, 2);
  });
});

describe("a row of the matrix", () => {
  it("S0-35: names release, build, branch, pipeline, person and time", () => {
    const [row] = rows(releaseWith({}));
    assert.deepEqual(
      [row?.name, row?.build, row?.branch, row?.pipeline, row?.createdBy?.name, row?.createdOn],
      ["Release-57", "_20220616.3", "main", "Deployment", rita.name, now - 3 * day],
    );
  });

  it("S0-35: keeps two releases of one build apart", () => {
    const two = rows(releaseWith({}), releaseWith({ id: "classic:54", name: "Release-54" }));
    assert.deepEqual(
      two.map((row) => [row.id, row.build]),
      [
        ["classic:57", "_20220616.3"],
        ["classic:54", "_20220616.3"],
      ],
    );
  });

  it("S0-36: offers the stage that waits for a person, by its whole name", () => {
    const [row] = rows(releaseWith({}));
    assert.deepEqual(row?.deploy, { stage: "Production", name: "Deploy Release-57 to Production" });
    assert.deepEqual(
      [row.cells[1]?.words, row.cells[1]?.why?.text, row.cells[1]?.sign],
      ["Not deployed", "It is started by hand, and nobody has started it.", "waiting"],
    );
  });

  for (const state of ["failed", "cancelled", "inProgress", "unknown", "notDeployed"] as const) {
    it(`S0-05: offers no production while UAT is “${state}”, and says why`, () => {
      const [row] = rows(releaseWith({ stages: [stageWith(uat, state), production] }));
      assert.notEqual(row?.deploy?.stage, "Production");
      assert.match(
        row?.cells[1]?.why?.text ?? "",
        /^It is started by hand, and "UAT" has not succeeded yet: /,
      );
    });
  }
});

describe("what a row offers, and what it is called", () => {
  it("S3-09: offers the stage of a YAML run that waits for a person, and none that starts by itself", () => {
    const waits = { state: "waitingForManualStart", wire: "pending" } as const;
    const run = { kind: "yaml", id: "run:3", name: "20260620.3" } as const;
    const [waiting, later] = rows(
      releaseWith({ ...run, stages: [uat, { ...production, status: waits }] }),
      releaseWith({ ...run, stages: [uat, production] }),
    );
    assert.deepEqual(waiting?.deploy, { stage: "Production", name: "Deploy 20260620.3 to Production" });
    assert.equal(later?.deploy, undefined);
  });

  it("starts nothing of a draft or an abandoned release", () => {
    const [draft, gone] = rows(releaseWith({ status: "draft" }), releaseWith({ status: "abandoned" }));
    assert.deepEqual([draft?.deploy, gone?.deploy], [undefined, undefined]);
    assert.match(gone?.cells[1]?.why?.text ?? "", /The release is abandoned/);
  });

  it("S3-06: shows the title that is stored beside it, else the first line of its description", () => {
    const release = releaseWith({ description: "Sprint 12\nmore" });
    const columns = columnsOf([release]);
    const row = (title?: string): Row =>
      rowOf(release, {
        columns,
        currents: new Map(),
        links: { ...noLinks, of: new Map(title ? [[release.id, linked({ title })]] : []) },
      });
    assert.deepEqual([row().title, row("Go-live").title], ["Sprint 12", "Go-live"]);
  });
});

describe("why a stage is not running, in a cell", () => {
  it("N17: is one sentence for a stage that was skipped", () => {
    const skipped = {
      ...stageWith(uat, "skipped"),
      skippedBecause: "Evaluating: eq('main', 'release')\nResult: False",
    };
    const [row] = rows(releaseWith({ stages: [skipped] }));
    assert.match(row?.cells[0]?.why?.text ?? "", /^It was skipped: .*\.$/);
  });

  it("N17: says until when, where it is scheduled", () => {
    const scheduled = { ...stageWith(uat, "scheduled"), scheduledFor: instant(now + day) };
    const [row] = rows(releaseWith({ stages: [scheduled] }));
    assert.equal(row?.cells[0]?.why?.until, now + day);
  });

  it("N17: says nothing where it was not asked for what Azure DevOps knows", () => {
    const [row] = rows(releaseWith({ stages: [stageWith(uat, "waitingForApproval")] }));
    assert.deepEqual([row?.cells[0]?.words, row?.cells[0]?.why], ["Waiting for approval", undefined]);
  });
});

describe("a cell of the matrix", () => {
  it("S0-21: tells how far a running stage is", () => {
    const running = stageWith(uat, "inProgress", {
      steps: [
        step("a", "succeeded"),
        step("b", "skipped"),
        step("Import Base", "inProgress"),
        step("d", "notDeployed"),
      ],
    });
    const [row] = rows(releaseWith({ stages: [running] }));
    assert.deepEqual(row?.cells[0], {
      sign: "running",
      words: "In progress",
      wire: "inProgress",
      current: false,
      since: now - 2 * day,
      details: ["2 of 4", "Import Base"],
    });
  });

  it("S0-25: tells a success with a warning from a clean one", () => {
    const warned = stageWith(uat, "succeededWithWarnings", {
      steps: [step("a", "succeeded", [{ level: "warning", text: "left off" }])],
    });
    const [cell] = rows(releaseWith({ stages: [warned] }))[0]?.cells ?? [];
    assert.deepEqual([cell?.sign, cell?.words], ["warned", "Succeeded, current"]);
    assert.deepEqual(cell?.details, ["1 warning", "Connection-Parameters"]);
  });

  it("S0-26: names the connection that the stage uses, with the release's variable filled in", () => {
    const [row] = rows(releaseWith({}));
    assert.deepEqual(row?.cells[0]?.details, ["Connection-Parameters"]);
  });

  it("says at which step it failed", () => {
    const failed = stageWith(uat, "failed", { steps: [step("Deploy Data2", "failed")] });
    const [row] = rows(releaseWith({ stages: [failed] }));
    assert.deepEqual(row?.cells[0]?.details, ["at Deploy Data2", "Connection-Parameters"]);
  });

  it("shows a state that is not known as such, never as success", () => {
    const odd = { ...uat, status: { state: "unknown", wire: "paused" } } as const;
    const [row] = rows(releaseWith({ stages: [odd] }));
    assert.deepEqual([row?.cells[0]?.sign, row?.cells[0]?.words], ["unknown", "unknown (paused)"]);
  });

  it("leaves the cell of a stage that its pipeline has not empty", () => {
    const [first] = rows(
      releaseWith({}),
      releaseWith({ pipeline: { id: 4, name: "b" }, stages: chain("Test", "Live") }),
    );
    assert.deepEqual(
      first?.cells.map((cell) => cell?.words),
      ["Succeeded, current", undefined, "Not deployed", undefined],
    );
  });
});

describe("what is current", () => {
  const older = releaseWith({
    id: "classic:55",
    name: "Release-55",
    stages: [uat, stageWith(production, "succeeded", { finishedOn: instant(now - 9 * day) })],
  });
  const newer = releaseWith({
    stages: [stageWith(uat, "succeeded", { finishedOn: instant(now - day) }), production],
  });

  it("S0-35: is the latest success of each stage, whichever release is newer", () => {
    assert.deepEqual(
      rows(newer, older).map((row) => [...row.cells.map((cell) => cell?.current), row.deployed]),
      [
        [true, false, { words: "Deployed to UAT", lines: ["Current in UAT."] }],
        [false, true, { words: "Deployed to UAT and Production", lines: ["Current in Production."] }],
      ],
    );
  });

  it("stays so when a later attempt failed", () => {
    const failed = { ...attempt, number: 2, status: { state: "failed", wire: "failed" } } as const;
    const again = { ...uat, status: failed.status, attempts: [attempt, failed] };
    const [row] = rows(releaseWith({ stages: [again] }));
    assert.deepEqual([row?.cells[0]?.current, row?.cells[0]?.words], [true, "Failed"]);
  });

  it("is told apart by pipeline", () => {
    const [a, b] = rows(newer, { ...older, pipeline: { id: 9, name: "other" } });
    assert.deepEqual([a?.cells[0]?.current, b?.cells[0]?.current], [true, true]);
  });
});

describe("the icons of a row", () => {
  it("S3-04, S3-07: a release in its first environment has no lock", () => {
    assert.equal(rows(releaseWith({}))[0]?.lock, undefined);
  });

  it("S3-12, S3-13: a release that was deployed onward has one, with the reason and the chain", () => {
    const failed = stageWith(production, "failed");
    const lock = rows(releaseWith({ stages: [uat, failed] }))[0]?.lock;
    assert.equal(lock?.words, "Promoted, cannot be deleted");
    assert.match(lock.lines[0] ?? "", /^It was deployed onward to "Production/);
    assert.equal(lock.lines[1], "UAT → Production.");
  });

  it("S3-11, S3-14: both ends of a link have one, and name each other", () => {
    const release = releaseWith({ stages: [uat] });
    const link = { release: "run:9", name: "R-9", pipeline: "Live", root: "0".repeat(64), on: now } as const;
    const lines = (links: Partial<ReleaseLinks>): readonly string[] | undefined =>
      rowOf(release, {
        columns: [],
        currents: new Map(),
        links: { ...noLinks, of: new Map([[release.id, linked(links)]]) },
      }).lock?.lines;
    assert.deepEqual(lines({ onward: [link] })?.[1], "UAT → R-9 of Live.");
    assert.deepEqual(lines({ from: link })?.[1], "R-9 of Live → UAT.");
  });

  it("shows a lock where a release is kept for ever", () => {
    const [row] = rows(releaseWith({ protection: { keptForever: true }, stages: [production] }));
    assert.match(row?.lock?.lines[0] ?? "", /^It is kept for ever/);
  });

  it("S3-16: has no deployed icon before the first success", () => {
    assert.equal(rows(releaseWith({ stages: [stageWith(uat, "failed")] }))[0]?.deployed, undefined);
  });
});

describe("a page that is read again", () => {
  const at = (name: string, on: number): Release =>
    releaseWith({ id: `classic:${Number(name)}`, name, createdOn: instant(on) });
  const names = (releases: readonly Release[]): string[] => releases.map((release) => release.name);
  const known = [at("5", 50), at("4", 40), at("3", 30), at("2", 20)];

  it("brings new ones in, takes deleted ones out and keeps older ones", () => {
    const fresh = [at("6", 60), at("5", 50), at("3", 30)];
    assert.deepEqual(names(laidOver(known, fresh, false)), ["6", "5", "3", "2"]);
  });

  it("is everything when there is no further page", () => {
    assert.deepEqual(names(laidOver(known, [at("6", 60)], true)), ["6"]);
    assert.deepEqual(names(laidOver(known, [], false)), []);
  });
});
