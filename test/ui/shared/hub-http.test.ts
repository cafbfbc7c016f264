import assert from "node:assert/strict";
import { hubHttp } from "../../../ui/shared/hub-http.ts";

type Sent = { url: string; init: RequestInit };

function transport(answers: readonly Response[] = []): {
  sent: Sent[];
  asked: () => number;
  clock: { now: number };
  http: ReturnType<typeof hubHttp>;
  refuse: (error: Error | undefined) => void;
} {
  const sent: Sent[] = [];
  const clock = { now: 0 };
  let asked = 0;
  let refusal: Error | undefined;
  const http = hubHttp({
    token: () => {
      asked += 1;
      return refusal ? Promise.reject(refusal) : Promise.resolve(`token ${asked}`);
    },
    fetch: (url, init) => {
      sent.push({ url: url as string, init: init ?? {} });
      return Promise.resolve(answers[sent.length - 1] ?? new Response("{}"));
    },
    now: () => clock.now,
  });
  return { sent, asked: () => asked, clock, http, refuse: (error) => (refusal = error) };
}

const get = {
  method: "GET",
  url: "https://dev.azure.com/contoso/_apis/x",
  headers: { accept: "application/json" },
} as const;

function bearers(sent: readonly Sent[]): (string | undefined)[] {
  return sent.map(({ init }) => (init.headers as Record<string, string>)["Authorization"]);
}

describe("the hub's transport", () => {
  it("sends the person's token and nothing of the browser's own sign-in", async () => {
    const { http, sent } = transport([new Response("[]", { status: 203, headers: { ETag: "7" } })]);
    const answer = await http({ ...get, method: "POST", body: "{}" }, false);
    assert.deepEqual(
      [answer.status, answer.text, answer.header("etag"), answer.header("none")],
      [203, "[]", "7", undefined],
    );
    assert.deepEqual(sent, [
      {
        url: get.url,
        init: {
          method: "POST",
          headers: {
            accept: "application/json",
            Authorization: "Bearer token 1",
            "X-TFS-FedAuthRedirect": "Suppress",
            "X-VSS-ReauthenticationAction": "Suppress",
          },
          credentials: "omit",
          body: "{}",
        },
      },
    ]);
  });

  it("asks for one token for a burst of requests, and for another one after a minute", async () => {
    const { http, sent, clock } = transport();
    await Promise.all([http(get, false), http(get, false)]);
    clock.now = 60_001;
    await http(get, false);
    assert.deepEqual(bearers(sent), ["Bearer token 1", "Bearer token 1", "Bearer token 2"]);
  });

  it("renews the token when it is told to", async () => {
    const { http, sent } = transport();
    await http(get, false);
    await http(get, true);
    await http(get, false);
    assert.deepEqual(bearers(sent), ["Bearer token 1", "Bearer token 2", "Bearer token 2"]);
  });

  it("does not keep a refusal of the token", async () => {
    const { http, refuse, asked } = transport();
    refuse(new Error("signed out"));
    await assert.rejects(http(get, false), /signed out/);
    refuse(undefined);
    await http(get, false);
    assert.equal(asked(), 2);
  });
});
