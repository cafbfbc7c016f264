import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, createServer as createNetServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { targetHttp } from "../../../../adapters/targets/shared/target-http.ts";
import { NoAnswer } from "../../../../adapters/targets/shared/target-request.ts";
import type {
  NetworkOptions,
  TargetHttp,
  TargetRequest,
} from "../../../../adapters/targets/shared/target-request.ts";
import { secret } from "../../../../core/model/secret.ts";
import { certificatesIn } from "../../../../standin/targets/certificates.ts";
import type { Certificates } from "../../../../standin/targets/certificates.ts";
import { startWeb } from "../../../../standin/targets/web.ts";
import type { Answered, Asked, Web } from "../../../../standin/targets/web.ts";

let folder = "";
let certificates: Certificates;
let web: Web;
let http: TargetHttp;
let slept: number[];
let heard: Asked[];
let answer: (asked: Asked) => Answered;

function client(options: NetworkOptions = { caFile: certificates.caFile }): TargetHttp {
  const sleep = async (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    return Promise.resolve();
  };
  return targetHttp(options, { sleep, now: () => Date.parse("2026-01-01T00:00:00Z"), newId: randomUUID });
}

function get(path = "/", changes: Partial<TargetRequest> = {}): TargetRequest {
  return { method: "GET", url: `${web.url}${path}`, headers: {}, repeatable: true, ...changes };
}

async function lost(request: TargetRequest, from = http): Promise<NoAnswer> {
  const error: unknown = await from.send(request).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof NoAnswer, String(error));
  return error;
}

async function open(): Promise<void> {
  web = await startWeb({
    name: "test",
    port: 0,
    certificates,
    answer: (asked) => {
      heard.push(asked);
      return answer(asked);
    },
  });
  [slept, heard, answer] = [[], [], () => ({ status: 200, body: { ok: true } })];
  http = client();
}

async function close(): Promise<void> {
  http.close();
  await web.stop();
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "http-"));
  certificates = await certificatesIn(folder);
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe("targetHttp", () => {
  beforeEach(open);
  afterEach(close);

  it("sends an id along and gives it back with the answer", async () => {
    const given = await http.send(get());
    assert.deepEqual([given.status, given.text], [200, '{"ok":true}']);
    assert.equal(heard[0]?.header("x-ms-client-request-id"), given.requestId);
  });

  it("streams a body with its exact length, opening it anew for each attempt", async () => {
    let opened = 0;
    const body = {
      bytes: 6,
      open: () => {
        opened += 1;
        return Readable.from(["abc", "def"]);
      },
    };
    web.troubles.add([{ path: "/", times: 1, answer: { status: 503 } }]);
    await http.send(get("/", { method: "POST", body }));
    assert.deepEqual([opened, heard[0]?.body, heard[0]?.header("content-length")], [2, "abcdef", "6"]);
  });

  it("waits as Retry-After says, in seconds or as a date, else longer each time", async () => {
    web.troubles.add([
      { path: "/", times: 1, answer: { status: 429, retryAfter: 9 } },
      { path: "/", times: 1, answer: { status: 429, retryAfter: "Thu, 01 Jan 2026 00:01:00 GMT" } },
      { path: "/", times: 2, answer: { status: 503 } },
    ]);
    assert.equal((await http.send(get())).status, 200);
    assert.deepEqual(slept, [9000, 60_000, 4000, 8000]);
  });

  it("gives the last answer when tries or time are used up", async () => {
    web.troubles.add([{ path: "/a", times: 3, answer: { status: 503 } }]);
    assert.equal((await http.send(get("/a", { tries: 2 }))).status, 503);
    web.troubles.add([{ path: "/b", times: 9, answer: { status: 429, retryAfter: 400 } }]);
    assert.equal((await http.send(get("/b"))).status, 429);
    assert.deepEqual(slept, [1000, 400_000]);
  });

  it("does not repeat what must not be sent twice, unless nothing was done", async () => {
    const once = { repeatable: false, method: "POST", body: "x" } as const;
    web.troubles.add([{ path: "/a", times: 1, answer: "lostAnswer" }]);
    assert.equal((await lost(get("/a", once))).sent, true);
    web.troubles.add([{ path: "/b", times: 1, answer: { status: 503 } }]);
    assert.equal((await http.send(get("/b", once))).status, 503);
    web.troubles.add([{ path: "/c", times: 1, answer: { status: 429 } }]);
    assert.equal((await http.send(get("/c", once))).status, 200);
    assert.equal((await lost({ ...get("/", once), url: "https://localhost:1/" })).sent, false);
    assert.deepEqual(
      heard.map(({ path }) => path),
      ["/a", "/c"],
    );
  });
});

describe("targetHttp's caution", () => {
  beforeEach(open);
  afterEach(close);

  it("sends nothing over http", async () => {
    const headers = { authorization: "Bearer secret" };
    const plain = await lost({ ...get(), url: web.url.replace("https", "http"), headers });
    assert.deepEqual([plain.code, heard.length, slept.length], ["ERR_INVALID_PROTOCOL", 0, 0]);
  });

  it("follows no redirect: a token never goes to another host", async () => {
    answer = () => ({ status: 302, headers: { location: `${web.url}/elsewhere` } });
    const given = await http.send(get());
    assert.deepEqual([given.status, heard.length], [302, 1]);
  });

  it("trusts nobody whom the agent does not trust, and does not try again", async () => {
    const stranger = client({});
    assert.match((await lost(get(), stranger)).code, /UNABLE_TO_VERIFY|SELF_SIGNED/);
    assert.equal(slept.length, 0);
    stranger.close();
  });

  it("gives up a server that says nothing", async () => {
    const sockets: Socket[] = [];
    const silent = createNetServer((socket) => sockets.push(socket.on("error", () => undefined)));
    await new Promise<void>((done) => silent.listen(0, "127.0.0.1", done));
    const url = `https://127.0.0.1:${(silent.address() as AddressInfo).port}/`;
    const given = await lost({ ...get(), url, patience: 50, tries: 1 });
    assert.equal(given.code, "ETIMEDOUT");
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it("does not listen for ever to an answer that comes byte by byte", async () => {
    const drops: NodeJS.Timeout[] = [];
    const dripping = createSecureServer(
      { key: certificates.key, cert: certificates.certificate },
      (_, answered) => {
        answered.writeHead(200, { "content-length": "100000" });
        drops.push(setInterval(() => answered.write("x"), 20));
      },
    );
    await new Promise<void>((done) => dripping.listen(0, "127.0.0.1", done));
    const url = `https://127.0.0.1:${(dripping.address() as AddressInfo).port}/`;
    const given = await lost({ ...get(), url, patience: 80, tries: 1 });
    assert.deepEqual([given.code, given.sent], ["ETIMEDOUT", true]);
    for (const drop of drops) clearInterval(drop);
    dripping.closeAllConnections();
    dripping.close();
  });

  it("does not swallow an endless answer", async () => {
    answer = () => ({ status: 200, body: "x".repeat(33 * 1024 * 1024) });
    assert.match((await lost(get("/", { tries: 1 }))).message, /longer than 32 MB/);
  });
});

describe("targetHttp through a proxy", () => {
  let proxy: Server;
  let tunnels: string[];
  let status: number;
  beforeEach(async () => {
    await open();
    [tunnels, status] = [[], 200];
    proxy = createServer();
    proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
      tunnels.push(`${request.url ?? ""} ${request.headers["proxy-authorization"] ?? ""}`);
      if (status !== 200) {
        socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        return;
      }
      const [host = "", port] = (request.url ?? "").split(":");
      const through = connect(Number(port), host === "localhost" ? "127.0.0.1" : host, () => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        through.pipe(socket).pipe(through);
      });
      through.on("error", () => socket.destroy());
      socket.on("error", () => through.destroy());
    });
    await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  });
  afterEach(async () => {
    proxy.closeAllConnections();
    proxy.close();
    await close();
  });

  function behind(changes: Partial<NonNullable<NetworkOptions["proxy"]>> = {}): TargetHttp {
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    return client({ caFile: certificates.caFile, proxy: { url, ...changes } });
  }

  it("goes through a tunnel, with the agent's name and password, and checks the far certificate", async () => {
    const given = await behind({ username: "me", password: secret("pw") }).send(get());
    const authority = web.url.replace("https://", "");
    assert.deepEqual(
      [given.status, tunnels],
      [200, [`${authority} Basic ${Buffer.from("me:pw").toString("base64")}`]],
    );
  });

  it("goes round it for addresses of the bypass list; a pattern that is none fits nothing", async () => {
    await behind({ bypass: ["(", "localhost"] }).send(get());
    assert.deepEqual([tunnels, heard.length], [[], 1]);
  });

  it("says what the proxy answered", async () => {
    status = 407;
    assert.match(
      (await lost(get(), behind())).message,
      /proxy 127\.0\.0\.1:\d+ answered 407 to CONNECT localhost/,
    );
  });
});
