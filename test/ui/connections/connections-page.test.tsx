import assert from "node:assert/strict";
import type { VariableGroup } from "../../../core/model/connection.ts";
import type { GroupDraft } from "../../../core/ports.ts";
import { refusal } from "../../../core/failure.ts";
import { ConnectionsPage } from "../../../ui/connections/connections-page.tsx";
import { noRight, type Parts, pipeline } from "../../core/acts/sample-organisation.ts";
import { group, sampleVariables } from "../../core/model/builders.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const first = group(sampleVariables);
const second = group(["ClientID=x", "Secret!", "TargetURL-UAT=https://f"], {
  id: 6,
  name: "Connection-Fabrikam",
});

type Opened = { page: Drawn; watched: Watched };

async function open(chosen?: number, connections: Parts["connections"] = {}): Promise<Opened> {
  const watched = watchedHub({
    releases: { pipelines: gives([pipeline]) },
    connections: { list: gives([first, second]), ...connections },
  });
  const page = draw(<ConnectionsPage hub={watched.hub} group={chosen} />);
  await settled();
  return { page, watched };
}

describe("the connections page", () => {
  before(openPage);
  afterEach(clear);

  it("lists the groups against the contract", async () => {
    const { page } = await open();
    const rows = page.all("tbody tr").map((row) => row.textContent);
    assert.match(rows[0] ?? "", /Connection-Parameters.*Follows the contract.*UAT, PROD/);
    assert.match(rows[1] ?? "", /Connection-Fabrikam.*to repair/);
  });

  it("shows one group with its repair list and compares it with another", async () => {
    const { page } = await open(6);
    assert.ok(page.all(".findings li").length > 0);
    page.choose("Compare with", "5");
    assert.match(page.one("caption").textContent, /differences/);
    assert.match(page.one("table").textContent, /TargetURL-UAT.*https:\/\/f.*https:\/\/contoso-uat/);
  });

  it("S0-28, S0-31: clones a group, asks only what differs, lets a pipeline use it, and leaves the first one alone", async () => {
    const created: GroupDraft[] = [];
    const authorised: unknown[] = [];
    const made: VariableGroup = { ...first, id: 9, name: "Connection-Three" };
    const { page, watched } = await open(undefined, {
      create: (draft) => {
        created.push(draft);
        return Promise.resolve(made);
      },
      authorise: (...order) => Promise.resolve(void authorised.push(order)),
      update: () => Promise.reject(new Error("the first group must not be touched")),
    });
    page.click("Clone Connection-Parameters");
    const asked = page.all("dialog .field label").map((label) => label.textContent);
    assert.ok(asked.includes("TargetURL-UAT") && asked.includes("Secret"));
    assert.ok(!asked.includes("TenantID") && !asked.includes("DeploymentProfile-TEST"));
    page.type("Name of the new connection", "Connection-Three");
    for (const label of asked.slice(1))
      page.type(label, label.includes("URL") ? `https://three.example/${label}` : `${label} value`);
    page.one("input[type=checkbox]", "Integration").click();
    await settled();
    page.click("Create connection");
    await settled();
    assert.deepEqual([created.length, created[0]?.name, authorised], [1, "Connection-Three", [[9, [7]]]]);
    assert.deepEqual(watched.said, ["Connection-Three has been created."]);
    assert.deepEqual(watched.went, [{ place: { view: "connections", group: 9 } }]);
  });

  it("refuses a name that is taken, in any case", async () => {
    const { page } = await open();
    page.click("Clone Connection-Parameters");
    page.type("Name of the new connection", " connection-fabrikam ");
    assert.match(page.one(".why").textContent, /There is a connection of this name already/);
  });
});

describe("a connection that is edited", () => {
  before(openPage);
  afterEach(clear);

  it("S0-27: edits values in place and keeps a secret whose field stays empty", async () => {
    const updates: [VariableGroup, GroupDraft][] = [];
    const { page, watched } = await open(5, {
      update: (expected, draft) => {
        updates.push([expected, draft]);
        return Promise.resolve(expected);
      },
    });
    page.click("Edit values");
    assert.equal(page.one(".why").textContent, "Nothing was changed.");
    page.type("TargetURL-UAT", "https://elsewhere.example");
    page.click("Save");
    await settled();
    const [update] = updates;
    const written = (name: string): unknown => update?.[1].variables.find((one) => one.name === name);
    assert.equal(update?.[0], first);
    assert.deepEqual(written("TargetURL-UAT"), {
      name: "TargetURL-UAT",
      secret: false,
      value: "https://elsewhere.example",
    });
    assert.deepEqual(written("Secret"), { name: "Secret", secret: true });
    assert.deepEqual(watched.said, ["Connection-Parameters was saved."]);
  });

  it("RM042: keeps what was typed and says that somebody else changed the group", async () => {
    const stale = refusal({ code: "RM042", what: "x", where: "y", cause: "It was changed", next: "Reload" });
    const { page, watched } = await open(5, { update: () => Promise.reject(stale) });
    page.click("Edit values");
    page.type("ClientID", "another");
    page.click("Save");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /Somebody changed it meanwhile/);
    assert.equal((page.one("input", "ClientID") as HTMLInputElement).value, "another");
    assert.deepEqual(watched.said, []);
  });
});

describe("connections that are not there", () => {
  before(openPage);
  afterEach(clear);

  it("is a failure, not “no groups”, when they cannot be read", async () => {
    const { page } = await open(undefined, { list: () => Promise.reject(noRight()) });
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.doesNotMatch(page.text(), /No variable groups/);
  });

  it("says that a group is gone, with a way back", async () => {
    const { page } = await open(77);
    assert.match(page.text(), /There is no such variable group any more/);
    assert.equal(page.one("nav[aria-label=Breadcrumb] a").textContent, "Connections");
  });

  it("says that there are none, and where they are made", async () => {
    const { page } = await open(undefined, { list: gives([]) });
    assert.match(page.text(), /No variable groups/);
    assert.match(page.one("a").getAttribute("href") ?? "", /_library/);
  });
});
