import assert from "node:assert/strict";
import { client, type Call, type Client } from "../../../adapters/azure-devops/client.ts";
import { Failure, type FailureReport } from "../../../core/failure.ts";
import { list, scene, type Received, type Scripted } from "./scripted-server.ts";

const reading: Call = {
  base: "core",
  path: ["p", "_apis", "things"],
  version: "7.0",
  what: "The things could not be read",
  where: "project p",
};
const writing: Call = { ...reading, method: "POST", body: { a: 1 }, what: "The thing was not made" };

async function failed(act: Promise<unknown>): Promise<FailureReport> {
  const outcome = await act.then(
    (value) => ({ value }),
    (error: unknown) => error,
  );
  assert.ok(outcome instanceof Failure, `expected a failure, got ${JSON.stringify(outcome)}`);
  return outcome.report;
}

/** A client whose server gives these answers, one after the other, and the last one for ever. */
function clientScene(): {
  give: (...answers: Scripted[]) => void;
  azure: Client;
  sent: () => Received[];
  waits: () => number[];
} {
  const at = scene();
  let known: Client | undefined;
  beforeEach(() => (known = undefined));
  return {
    give: (...answers) => {
      const first = at.server.received.length;
      at.script = () => answers[Math.min(at.server.received.length - first, answers.length) - 1];
    },
    // A client keeps what it learnt: every test gets its own.
    get azure() {
      const bases = { core: `${at.server.base}/core`, release: "", extensions: "", identities: "" };
      return (known ??= client(at.server.http, bases, at.server.world));
    },
    sent: () => at.server.received,
    waits: () => at.server.waits,
  };
}

describe("The client of Azure DevOps", () => {
  const at = clientScene();

  it("encodes every part of the address and says the version", async () => {
    at.give({ body: { ok: true } });
    const path = ["Contoso Ünï/x", "100%", "a;b]c", "##vso[x]", "\uD800"];
    assert.deepEqual(
      await at.azure.json({ ...reading, path, query: { $top: 5, search: "a&b=ü", none: undefined } }),
      {
        ok: true,
      },
    );
    const [one] = at.sent();
    assert.equal(one?.path, "/core/Contoso Ünï/x/100%/a;b]c/##vso[x]/\uFFFD");
    assert.deepEqual(one.query, { $top: "5", search: "a&b=ü", "api-version": "7.0" });
    assert.equal(one.headers["x-tfs-fedauthredirect"], "Suppress");
    assert.equal(one.headers.accept, "application/json");
  });

  it("refuses a name that would leave its folder", async () => {
    const report = await failed(at.azure.json({ ...reading, path: ["p", ".."] }));
    assert.equal(report.code, "RM001");
    assert.deepEqual(at.sent(), []);
  });

  it("reads a body with a byte order mark", async () => {
    at.give({ text: '\uFEFF{"a":1}' });
    assert.deepEqual(await at.azure.json(reading), { a: 1 });
  });

  it("gives nothing for an empty answer", async () => {
    at.give({ status: 204 });
    assert.equal(await at.azure.json(reading), undefined);
  });

  it("follows every continuation token, however the header is written", async () => {
    at.give(
      { body: list(1, 2), headers: { "X-MS-ContinuationToken": "zwei & drei" } },
      { body: list(3), headers: { "x-ms-continuationtoken": "4" } },
      { body: list() },
    );
    assert.deepEqual(await at.azure.list(reading), [1, 2, 3]);
    assert.deepEqual(
      at.sent().map((one) => one.query["continuationToken"]),
      [undefined, "zwei & drei", "4"],
    );
  });

  it("bad input: never takes the first hundred pages for the whole list", async () => {
    const pages = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        body: list(at),
        headers: at === count - 1 ? {} : { "x-ms-continuationtoken": `after ${at}` },
      }));
    at.give(...pages(100));
    assert.equal((await at.azure.list(reading)).length, 100);
    at.give(...pages(101));
    await assert.rejects(at.azure.list(reading), /more than 100 pages of it/);
  });

  it("does not follow the same token for ever", async () => {
    at.give({ body: list(1), headers: { "x-ms-continuationtoken": "again" } });
    assert.deepEqual(await at.azure.list(reading), [1, 1]);
  });
});

describe("The patience of the client of Azure DevOps", () => {
  const at = clientScene();

  it("repeats a read after 500, 429 and no answer, waiting longer every time", async () => {
    at.give({ status: 500 }, { drop: true }, { status: 429 }, { body: list(1) });
    assert.deepEqual(await at.azure.list(reading), [1]);
    assert.deepEqual(at.waits(), [500, 1000, 2000]);
  });

  it("waits as long as Retry-After asks, and goes on after a 200 with it", async () => {
    at.give({ status: 429, headers: { "retry-after": "7" } }, { body: {}, headers: { "retry-after": "3" } });
    await at.azure.json(reading);
    assert.deepEqual(at.waits(), [7000]);
  });

  it("gives up when the wait is longer than its patience, and says that it is throttled", async () => {
    at.give({ status: 429, headers: { "retry-after": "300" } });
    const report = await failed(at.azure.json(reading));
    assert.deepEqual([report.code, report.retry, at.waits()], ["RM043", "safe", []]);
    assert.match(report.ids ?? "", /429/);
  });

  it("gives up after five times", async () => {
    at.give({ status: 503, body: { message: "down" } });
    const report = await failed(at.azure.json(reading));
    assert.deepEqual(
      [report.code, report.cause, at.sent().length],
      ["RM043", "Azure DevOps failed: down", 5],
    );
    assert.equal(report.state, "nothing was changed");
  });

  it("does not storm a broken server: all calls share one budget", async () => {
    at.give({ status: 503 });
    await Promise.all(Array.from({ length: 12 }, () => failed(at.azure.json(reading))));
    assert.equal(at.sent().length, 12 + 20);
  });
});

describe("Writes of the client of Azure DevOps", () => {
  const at = clientScene();

  it("never repeats a POST whose answer was lost, and says that its state is not known", async () => {
    at.give({ drop: true }, { body: {} });
    const report = await failed(at.azure.json(writing));
    assert.deepEqual(
      [report.code, report.state, report.retry],
      ["RM043", "its state is not known", "not safe"],
    );
    assert.equal(at.sent().length, 1);
  });

  it("repeats a POST that was not let in", async () => {
    at.give({ status: 429 }, { body: { id: 1 } });
    assert.deepEqual(await at.azure.json(writing), { id: 1 });
  });

  it("repeats a write of which twice is the same as once", async () => {
    at.give({ drop: true }, { body: { id: 1 } });
    assert.deepEqual(await at.azure.json({ ...writing, method: "PUT", repeatable: true }), { id: 1 });
  });

  it("takes a 404 after a lost answer to DELETE for done", async () => {
    at.give({ drop: true }, { status: 404 });
    assert.equal(await at.azure.json({ ...writing, method: "DELETE", repeatable: true }), undefined);
  });
});

const page = "<!DOCTYPE html><html>Sign in</html>";
const html = { "content-type": "text/html; charset=utf-8" };

describe("The client of Azure DevOps, refused", () => {
  const at = clientScene();

  it("asks for a fresh token once after 401", async () => {
    at.give({ status: 401 }, { body: { ok: 1 } });
    assert.deepEqual(await at.azure.json(reading), { ok: 1 });
    assert.deepEqual(
      at.sent().map((one) => one.headers["authorization"]),
      ["Bearer old", "Bearer new"],
    );
  });

  it("says that one is signed out when the fresh token is refused, too", async () => {
    at.give({ status: 401 });
    const report = await failed(at.azure.json(writing));
    assert.deepEqual([report.code, report.state, at.sent().length], ["RM040", "nothing was changed", 2]);
    assert.match(report.cause, /signed out/);
  });

  for (const [name, answer] of [
    ["200 with a page", { status: 200, text: page, headers: html }],
    ["203", { status: 203, text: page, headers: html }],
    ["302", { status: 302, headers: { location: "https://login.example/" } }],
    ["200 with a page and no type", { status: 200, text: page, headers: { "content-type": "" } }],
  ] as const) {
    it(`takes ${name} for the sign-in page`, async () => {
      at.give(answer);
      const report = await failed(at.azure.json(reading));
      assert.equal(report.code, "RM040");
      assert.match(report.cause, /sign-in page/);
      assert.equal(at.sent()[1]?.headers["authorization"], "Bearer new");
    });
  }
});

describe("The client of Azure DevOps, refused", () => {
  const at = clientScene();

  it("does not take a proxy's error page for the sign-in page", async () => {
    at.give({ status: 502, text: page, headers: html }, { body: {} });
    assert.deepEqual(await at.azure.json(reading), {});
  });

  for (const [status, code] of [
    [400, "RM001"],
    [403, "RM040"],
    [404, "RM041"],
    [410, "RM041"],
    [409, "RM042"],
    [412, "RM042"],
    [418, "RM044"],
  ] as const) {
    it(`tells ${status} as ${code}, with the server's words made harmless`, async () => {
      at.give({
        status,
        body: { message: "no ##vso[task.complete]\u0007 here" },
        headers: { ActivityId: "abc" },
      });
      const report = await failed(at.azure.json(reading));
      assert.equal(report.code, code);
      assert.match(report.cause, /no # #vso\[task\.complete\] here/);
      assert.equal(report.ids, `HTTP ${status}, activity abc`);
    });
  }

  it("bounds what the server says", async () => {
    at.give({ status: 403, body: { message: "x".repeat(100_000) } });
    assert.ok((await failed(at.azure.json(reading))).cause.length < 600);
  });

  it("tells what is no JSON as not understood", async () => {
    at.give({ text: "hello" });
    assert.equal((await failed(at.azure.json(reading))).code, "RM044");
    at.give({ body: { value: "none" } });
    assert.equal((await failed(at.azure.list(reading))).code, "RM044");
  });
});

describe("The client of Azure DevOps, on an older Server", () => {
  const at = clientScene();

  it("falls back to the older version, once and for all, where the newer one is out of range", async () => {
    const message = "The requested version of the resource is out of range";
    const call = { ...reading, version: "7.2-preview.3", olderVersion: "7.0" };
    at.give(
      { status: 400, body: { message, typeKey: "VssVersionOutOfRangeException" } },
      { body: { ok: 1 } },
    );
    assert.deepEqual(await at.azure.json(call), { ok: 1 });
    assert.deepEqual(await at.azure.json(call), { ok: 1 });
    assert.deepEqual(
      at.sent().map((one) => one.query["api-version"]),
      ["7.2-preview.3", "7.0", "7.0"],
    );
  });

  it("says in a sentence that this Azure DevOps is too old for something", async () => {
    at.give({ status: 400, body: { message: "The requested REST API version of 7.2 is out of range" } });
    const report = await failed(at.azure.json(reading));
    assert.equal(report.code, "RM044");
    assert.match(report.cause, /does not have it yet/);
    assert.match(report.next, /Everything else goes on/);
  });
});
