import assert from "node:assert/strict";
import { readTrainSettings, rolesOf, writeTrainSettings } from "../../../core/acts/train-settings.ts";
import { refusal } from "../../../core/failure.ts";
import { noTrainSettings } from "../../../core/model/train/train-settings.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments } from "./kept-documents.ts";
import { settings } from "./train-world.ts";

describe("the settings of release trains", () => {
  it("S1-38: name nobody before they are stored, and are read as they were written", async () => {
    const { documents } = keptDocuments();
    assert.deepEqual(await readTrainSettings("p", documents), { value: noTrainSettings });
    const decisions = { type: "Bug", approved: "Done" };
    await writeTrainSettings("p", { ...settings, decisions }, undefined, documents);
    assert.deepEqual(await readTrainSettings("p", documents), { value: { ...settings, decisions }, etag: 1 });
  });

  it("RM042: refuse who stores them over somebody else's", async () => {
    const { documents } = keptDocuments();
    await writeTrainSettings("p", settings, undefined, documents);
    await assert.rejects(writeTrainSettings("p", settings, undefined, documents), refusing("RM042", /etag/));
  });

  it("S1-38: are refused where they cannot be understood, and are not taken for none", async () => {
    const kept = keptDocuments();
    kept.put("settings-p", "train-settings", { ...settings, offices: {} });
    await assert.rejects(readTrainSettings("p", kept.documents), refusing("RM044", /offices/));
  });

  it("S1-38: give roles to people and to the members of groups, each group asked for once", async () => {
    const asked: string[] = [];
    const groups = [
      { id: "g1", name: "Ops" },
      { id: "g2", name: "Lost" },
    ];
    const offices = {
      releaseManager: { people: [{ id: "mia", name: "Mia" }], groups },
      releaseEngineer: { people: [], groups },
      executive: { people: [], groups: [] },
    };
    const roles = await rolesOf(
      { schema: 1, offices },
      {
        members: (group) => {
          asked.push(group);
          return group === "g1"
            ? Promise.resolve(["mia", "eve"])
            : Promise.reject(refusal({ code: "RM041", what: "x", where: "y", cause: "gone", next: "z" }));
        },
      },
    );
    assert.deepEqual(roles, {
      releaseManager: { people: ["mia", "eve"], unread: ["Lost"] },
      releaseEngineer: { people: ["mia", "eve"], unread: ["Lost"] },
      executive: { people: [], unread: [] },
    });
    assert.deepEqual(asked, ["g1", "g2"]);
  });
});
