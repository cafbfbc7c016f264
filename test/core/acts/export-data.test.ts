import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { documentKinds, exportData } from "../../../core/acts/export-data.ts";
import { instant } from "../../../core/model/instant.ts";
import { refusing } from "../../support/refusing.ts";
import { noRight, now, project, world } from "./sample-organisation.ts";

describe("Exporting the extension's data", () => {
  it("hands out every document of the project, and our holds, as one JSON text", async () => {
    const lease = { id: 9, runId: 345, owner: "ours", validUntil: instant(now) };
    const azure = world({
      documents: {
        list: (collection) =>
          Promise.resolve([{ id: "one", etag: 2, value: { id: "t1", from: collection } }]),
      },
      leases: { ours: () => Promise.resolve([lease]) },
    });
    const text = await exportData(project, azure, now);
    const { about, ...exported } = JSON.parse(text) as Record<string, unknown>;
    assert.match(String(about), /attachments of the runs/);
    const within = (collection: string): unknown => [
      { id: "one", etag: 2, value: { id: "t1", from: collection } },
    ];
    const of = (kind: string): unknown => within(`${kind}-${project.id}`);
    assert.deepEqual(exported, {
      schema: 1,
      product: "release-manager",
      project,
      exportedOn: "2026-06-20T12:00:00.000Z",
      documents: {
        settings: of("settings"),
        links: of("links"),
        reasons: of("reasons"),
        calendar: of("calendar"),
        trains: of("trains"),
        "train-templates": of("train-templates"),
        "train-t1": within("train-t1"),
        "train-ledger-t1": within("train-ledger-t1"),
      },
      holds: [{ id: 9, runId: 345, owner: "ours", validUntil: "2026-06-20T12:00:00.000Z" }],
    });
  });

  it("fails as a whole where one part cannot be read", async () => {
    const azure = world({
      documents: {
        list: (collection) =>
          collection.startsWith("links") ? Promise.reject(noRight()) : Promise.resolve([]),
      },
      leases: { ours: () => Promise.resolve([]) },
    });
    await assert.rejects(exportData(project, azure, now), refusing("RM040", /right/));
  });

  it("knows every collection that an act writes", async () => {
    const folder = join(import.meta.dirname, "../../../core/acts");
    const files = (await readdir(folder)).filter((name) => name.endsWith(".ts"));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
    const named = texts.flatMap((text) =>
      [...text.matchAll(/`([a-z]+)-\$\{project/gi)].map(([, kind]) => kind),
    );
    assert.ok(named.includes("settings"));
    assert.deepEqual(
      named.filter((kind) => !documentKinds.some((known) => known === kind)),
      [],
    );
  });
});
