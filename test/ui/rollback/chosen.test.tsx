import assert from "node:assert/strict";
import { fingerprintOf } from "../../../core/acts/hashing.ts";
import { refusal } from "../../../core/failure.ts";
import type { ConnectionThen } from "../../../core/model/connection-then.ts";
import type { VariableGroup } from "../../../core/model/connection.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Connections } from "../../../core/ports.ts";
import { RollbackPage } from "../../../ui/rollback/rollback-page.tsx";
import {
  attempt,
  group,
  noRight,
  now,
  type Parts,
  release,
  sha256,
  uat,
} from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const [source] = release.artefacts;
const newer: Release = {
  ...release,
  id: "classic:60",
  name: "Release-60",
  artefacts: source?.build ? [{ ...source, version: "_60", build: { ...source.build, id: 350 } }] : [],
  stages: [{ ...uat, attempts: [{ ...attempt, finishedOn: instant(now - 1000) }] }],
};

const item = {
  ...{ id: 12, revision: 1, title: "Summer sale", type: "User Story", state: "Active", tags: [] },
  webUrl: "https://dev.azure.com/contoso/Contoso/_workitems/edit/12",
};

async function kept(values: ConnectionThen["values"]): Promise<ConnectionThen> {
  const { digest: fingerprint } = await fingerprintOf(group, sha256);
  return { schema: 1, group: { id: 5, name: group.name }, environment: "UAT", fingerprint, values };
}

const values = [
  { key: "ClientID", variable: "ClientID", text: "client" },
  { key: "TargetURL", variable: "TargetURL-UAT", text: "https://uat.example" },
];

/** The group with other values than it had. */
function today(changes: Readonly<Record<string, string>>): VariableGroup {
  const variables = group.variables.map((one) => {
    const value = changes[one.name];
    return value === undefined ? one : { ...one, value };
  });
  return { ...group, variables };
}

type Opened = { page: Drawn; watched: Watched; written: VariableGroup[] };

/** What going back from Release-60 to Release-57 means, where the group is this one today. */
async function chosen(of: VariableGroup, parts: Parts = {}): Promise<Opened> {
  const written: VariableGroup[] = [];
  let there = of;
  const update: Connections["update"] = (expected, { variables }) => {
    there = { ...expected, variables };
    written.push(there);
    return Promise.resolve(there);
  };
  const watched = watchedHub({
    ...parts,
    releases: {
      get: (id) => Promise.resolve(id === 60 ? newer : release),
      list: gives({ items: [newer, release] }),
    },
    connections: { list: () => Promise.resolve([there]), update, ...parts.connections },
    evidences: {
      connection: async () => ({ kind: "found", value: await kept(values), text: "" }),
      ...parts.evidences,
    },
    permissions: { manageGroups: gives("yes" as const), ...parts.permissions },
    workItems: {
      between: gives({ changes: 3, items: [12, 13], more: false }),
      get: gives([item]),
      ...parts.workItems,
    },
  });
  const over = { panel: "rollback", id: "classic:60", stage: "UAT" } as const;
  const page = draw(<RollbackPage hub={watched.hub} over={over} close={() => undefined} />);
  await settled();
  page.click("Go back to Release-57");
  await settled();
  return { page, watched, written };
}

const putBack = "Put 1 value back in Connection-Parameters";
const elsewhere = today({ "TargetURL-UAT": "https://new.example" });

function pick(page: Drawn, label: RegExp): HTMLInputElement {
  const [found] = page
    .all("input[type=radio]")
    .filter((one) => label.test(one.closest("label")?.textContent ?? ""));
  assert.ok(found, page.text());
  return found as HTMLInputElement;
}

async function chooseThen(page: Drawn): Promise<void> {
  pick(page, /^Values of then/).click();
  await settled();
}

describe("what going back removes, in its panel", () => {
  before(openPage);
  afterEach(clear);

  it("N13: is named with its direction, each work item a link", async () => {
    const { page } = await chosen(group);
    assert.match(page.text(), /Removes 2 work items, returns to _20220616\.3/);
    assert.match(page.text(), /3 changes between it and _60, which runs there now/);
    assert.equal(page.one("a", "#12").getAttribute("href"), item.webUrl);
    assert.match(page.text(), /Summer sale User Story, Active/);
    assert.match(page.text(), /#13 deleted, or you may not see it/);
  });

  it("N13: is not known where it could not be read, and never nothing", async () => {
    const { page } = await chosen(group, { workItems: { between: () => Promise.reject(noRight()) } });
    assert.match(page.text(), /What it removes is not known ?You do not have the right/);
    assert.doesNotMatch(page.text(), /Removes 0/);
  });

  it("N13: is at least so much where Azure DevOps tells no more", async () => {
    const items = Array.from({ length: 60 }, (_, index) => index + 12);
    const { page } = await chosen(group, {
      workItems: { between: gives({ changes: 200, items, more: true }) },
    });
    assert.match(page.text(), /Removes at least 60 work items.*At least 200 changes.*and 10 more/);
  });
});

describe("the values of then, in the rollback panel", () => {
  before(openPage);
  afterEach(clear);

  it("N13: are no choice where nothing differs, and it is said that secrets cannot be compared", async () => {
    const { page } = await chosen(group);
    assert.match(page.text(), /The values of Connection-Parameters are as they were then/);
    assert.match(page.text(), /Secrets cannot be compared: Azure DevOps gives no secret back/);
    assert.deepEqual(page.all("input[type=radio]"), []);
  });

  it("N13: are no choice where they are not known, with the reason", async () => {
    const { page } = await chosen(elsewhere, { evidences: { connection: gives({ kind: "absent" }) } });
    assert.match(page.text(), /What they were then is not known: That deployment left no list of values/);
    assert.deepEqual(page.all("input[type=radio]"), []);
  });

  it("N13: are put back when that is confirmed, and what was before is told and can be put back, too", async () => {
    const { page, written, watched } = await chosen(elsewhere);
    assert.match(page.text(), /TargetURL-UAT ?https:\/\/uat\.example ?https:\/\/new\.example/);
    assert.equal(pick(page, /^Values of today/).checked, true);
    await chooseThen(page);
    assert.match(
      page.text(),
      /written into Connection-Parameters at once \(TargetURL-UAT\), before anything is deployed/,
    );
    assert.deepEqual(written, [], "nothing is put back silently");
    page.click(putBack);
    await settled();
    assert.deepEqual(written, [group]);
    assert.match(page.text(), /has the values of then now\. What was there before:.*https:\/\/new\.example/);
    page.click("Undo: put back what was before");
    await settled();
    assert.deepEqual(written, [group, elsewhere]);
    assert.deepEqual(watched.said, ["Connection-Parameters is as it was before."]);
    assert.equal(pick(page, /^Values of today/).checked, true);
  });

  it("N13: lead to the evidence once they are put back", async () => {
    const { page, watched } = await chosen(elsewhere);
    await chooseThen(page);
    page.click(putBack);
    await settled();
    page.click("Show the evidence for going back to Release-57");
    assert.deepEqual(watched.went.at(-1)?.over, {
      ...{ panel: "deploy", id: "classic:57", stage: "UAT", back: true },
    });
  });
});

describe("values that were put back", () => {
  before(openPage);
  afterEach(clear);

  it("N13: can be taken back still where that failed once", async () => {
    let isDown = false;
    let there = elsewhere;
    const update: Connections["update"] = (expected, { variables }) =>
      isDown ? Promise.reject(noRight()) : Promise.resolve((there = { ...expected, variables }));
    const list = () => (isDown ? Promise.reject(noRight()) : Promise.resolve([there]));
    const { page } = await chosen(elsewhere, { connections: { update, list } });
    await chooseThen(page);
    page.click(putBack);
    await settled();
    isDown = true;
    page.click("Undo: put back what was before");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.doesNotMatch(page.one("[role=alert]").textContent, /Try again/);
    assert.match(page.text(), /What was there before:.*https:\/\/new\.example/);
    isDown = false;
    page.click("Undo: put back what was before");
    await settled();
    assert.deepEqual(there, elsewhere);
  });
});

describe("what keeps the values of then from being put back", () => {
  before(openPage);
  afterEach(clear);

  it("N13: is another user, whose secret is gone: what to do is said", async () => {
    const { page } = await chosen(today({ ClientID: "other" }));
    assert.match(page.text(), /ClientID ?PROD uses it too ?client ?other/);
    assert.match(page.text(), /ClientID was another one: the secret of today will not fit/);
    assert.match(page.text(), /Put ClientID and the secret that belongs to them back in the group by hand/);
    assert.equal(pick(page, /^Values of then/).disabled, true);
  });

  it("N13: is a right that is missing", async () => {
    const { page } = await chosen(elsewhere, { permissions: { manageGroups: gives("no" as const) } });
    assert.match(page.text(), /You may not edit Connection-Parameters: somebody with the role Administrator/);
    assert.equal(pick(page, /^Values of then/).disabled, true);
  });

  it("N13: is that somebody saved the group meanwhile: nothing is changed, and it is compared anew", async () => {
    const cause = "Somebody saved it meanwhile";
    const changed = refusal({ code: "RM042", what: "It was not changed", where: "x", cause, next: "Reload" });
    const { page } = await chosen(elsewhere, { connections: { update: () => Promise.reject(changed) } });
    await chooseThen(page);
    page.click(putBack);
    await settled();
    assert.match(page.one("[role=alert]").textContent, /Somebody saved it meanwhile/);
    page.click("Try again");
    await settled();
    assert.equal(pick(page, /^Values of today/).checked, true);
    assert.deepEqual(page.all("[role=alert]"), []);
  });
});
