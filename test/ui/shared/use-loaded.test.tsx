import assert from "node:assert/strict";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { Failure } from "../../../core/failure.ts";
import { type Loaded, useLoaded } from "../../../ui/shared/use-loaded.ts";
import { clear, draw, openPage, settled } from "../dom.ts";

type Seen = { state: Loaded<number>; reload: () => void };

function watch(load: () => Promise<number>, again?: (value: number) => number | undefined): Seen {
  const seen: Seen = { state: { kind: "loading" }, reload: () => undefined };
  function Watched(): JSX.Element {
    const { state, reload } = useLoaded(load, { key: "", ...(again ? { again } : {}) });
    Object.assign(seen, { state, reload });
    return <p>{state.kind}</p>;
  }
  draw(<Watched />);
  return seen;
}

function refused(ids: string): Failure {
  return new Failure({
    code: "RM043",
    what: "Not read",
    where: "Contoso",
    cause: "too many requests",
    state: "nothing was changed",
    retry: "safe",
    next: "Wait",
    ids,
  });
}

function hide(hidden: boolean): void {
  Object.defineProperty(document, "visibilityState", {
    value: hidden ? "hidden" : "visible",
    configurable: true,
  });
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
}

describe("something that is loaded", () => {
  before(openPage);
  afterEach(() => {
    hide(false);
    clear();
  });

  it("is loading, then loaded", async () => {
    const seen = watch(() => Promise.resolve(7));
    const kinds = [seen.state.kind];
    await settled();
    assert.deepEqual([...kinds, seen.state.kind], ["loading", "loaded"]);
  });

  it("is a failure, never an empty value, when it cannot be read, and can be tried again", async () => {
    let calls = 0;
    const seen = watch(() => ((calls += 1) === 1 ? Promise.reject(refused("HTTP 500")) : Promise.resolve(7)));
    await settled();
    assert.equal(seen.state.kind === "failed" && seen.state.report.ids, "HTTP 500");
    act(() => seen.reload());
    await settled();
    assert.equal(seen.state.kind, "loaded");
  });

  it("keeps the last value when a refresh fails, and says so", async () => {
    let calls = 0;
    const seen = watch(() => ((calls += 1) === 1 ? Promise.resolve(7) : Promise.reject(refused("HTTP 500"))));
    await settled();
    act(() => seen.reload());
    await settled();
    assert.ok(seen.state.kind === "loaded");
    assert.deepEqual(
      [seen.state.value, seen.state.refreshing, seen.state.problem?.ids],
      [7, false, "HTTP 500"],
    );
  });
});

describe("something that is kept fresh", () => {
  before(openPage);
  afterEach(() => {
    hide(false);
    clear();
  });

  it("is looked at again as long as something runs", async () => {
    let calls = 0;
    watch(
      () => Promise.resolve((calls += 1)),
      (value) => (value < 3 ? 1 : undefined),
    );
    await settled();
    await settled();
    assert.equal(calls, 3);
  });

  it("is not asked for while the page is hidden, and at once when it is seen again", async () => {
    let calls = 0;
    watch(
      () => Promise.resolve((calls += 1)),
      (value) => (value < 2 ? 1 : undefined),
    );
    hide(true);
    await settled();
    assert.equal(calls, 1);
    hide(false);
    await settled();
    assert.equal(calls, 2);
  });
});

describe("something that fails again and again", () => {
  before(openPage);
  afterEach(clear);

  for (const [ids, waits] of [
    ["HTTP 500", true],
    ["HTTP 429", false],
  ] as const) {
    it(`${waits ? "waits and asks again" : "stops asking until a person acts"} after ${ids}`, async () => {
      const asked: number[] = [];
      const real = globalThis.setTimeout;
      globalThis.setTimeout = Object.assign(
        (act_: () => void, wait = 0) => real(act_, Math.min(asked.push(wait), 2)),
        real,
      );
      let calls = 0;
      try {
        const seen = watch(
          () => ((calls += 1) === 1 ? Promise.reject(refused(ids)) : Promise.resolve(1)),
          () => undefined,
        );
        await settled();
        assert.deepEqual([asked.some((wait) => wait >= 5000), calls], [waits, waits ? 2 : 1]);
        act(() => seen.reload());
        await settled();
        assert.equal(seen.state.kind, "loaded");
      } finally {
        globalThis.setTimeout = real;
      }
    });
  }

  it("forgets an answer that another question has overtaken", async () => {
    const answers: ((value: number) => void)[] = [];
    const seen = watch(() => new Promise((resolve) => answers.push(resolve)));
    act(() => seen.reload());
    answers[1]?.(2);
    answers[0]?.(1);
    await settled();
    assert.equal(seen.state.kind === "loaded" && seen.state.value, 2);
  });
});
