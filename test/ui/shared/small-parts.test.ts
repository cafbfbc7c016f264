import assert from "node:assert/strict";
import { Failure } from "../../../core/failure.ts";
import { within } from "../../../ui/shared/host.ts";
import { pagesOf } from "../../../ui/shared/pages.ts";
import { waitAfter } from "../../../ui/shared/poll.ts";
import { asksForPause, headline, reportOf } from "../../../ui/shared/report.ts";
import { rowsInView } from "../../../ui/shared/rows-in-view.ts";
import { schemeOf } from "../../../ui/shared/theme.ts";
import { queryIn } from "../../../ui/shared/use-route.ts";

const report = {
  code: "RM043",
  what: "The releases were not read",
  where: "Contoso",
  cause: "Azure DevOps answered 503",
  state: "nothing was changed",
  retry: "safe",
  next: "Try again",
  ids: "HTTP 503",
} as const;

describe("what is shown of a failure", () => {
  it("is its own report", () => assert.equal(reportOf(new Failure(report)), report));

  it("is a fault of ours for everything else", () => {
    const told = reportOf(new TypeError("x is undefined"));
    assert.deepEqual([told.code, told.cause], ["RM090", "x is undefined"]);
    assert.equal(reportOf("a text").cause, "a text");
  });

  it("says in plain words that somebody else changed it, or that the right is missing", () => {
    assert.match(headline({ ...report, code: "RM042" }), /Somebody changed it meanwhile: reload/);
    assert.match(headline({ ...report, code: "RM040" }), /did not let you/);
    assert.equal(headline({ ...report, code: "RM020" }), "The releases were not read");
  });

  it("asks for a pause when Azure DevOps said 429, and only then", () => {
    assert.equal(asksForPause({ ...report, ids: "HTTP 429" }), true);
    assert.equal(asksForPause(report), false);
    assert.equal(asksForPause({ ...report, ids: "activity 14290" }), false);
  });
});

describe("waiting before looking again", () => {
  it("backs off blindly: 5, 10, 20, 40, 60 seconds", () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5, 9].map((failures) => waitAfter(failures, 30_000, 0)),
      [30_000, 5_000, 10_000, 20_000, 40_000, 60_000, 60_000],
    );
  });

  it("waits up to a quarter longer by chance", () => assert.equal(waitAfter(2, 0, 1), 12_500));
});

describe("the rows in view", () => {
  it("are all of them up to a hundred", () => {
    assert.deepEqual(rowsInView(100, 60, { top: 3000, height: 600 }), {
      from: 0,
      to: 100,
      before: 0,
      after: 0,
    });
  });

  it("are those in sight and a few on either side", () => {
    assert.deepEqual(rowsInView(10_000, 60, { top: 60_000, height: 600 }), {
      from: 995,
      to: 1015,
      before: 59_700,
      after: 539_100,
    });
  });

  it("keep the whole height at the top, at the end and beyond it", () => {
    for (const top of [0, 599_400, 9_999_999]) {
      const { from, to, before, after } = rowsInView(10_000, 60, { top, height: 600 });
      assert.equal(before + (to - from) * 60 + after, 600_000);
      assert.ok(to > from);
    }
  });
});

describe("small parts of the page", () => {
  it("tell a dark theme by its ground", () => {
    assert.deepEqual(["255, 255, 255", "32, 31, 30", "", " 0,0,0"].map(schemeOf), [
      "light",
      "dark",
      "light",
      "dark",
    ]);
  });

  it("lead to the pages of Azure DevOps, names with blanks included", () => {
    const pages = pagesOf("https://dev.azure.com/contoso", "My project", {
      publisher: "contoso",
      id: "rm",
    });
    assert.equal(
      pages.build(7),
      "https://dev.azure.com/contoso/My%20project/_build/results?buildId=7&view=results",
    );
    assert.match(pages.group(5), /_library\?.*variableGroupId=5$/);
    assert.match(pages.docs, /itemName=contoso\.rm$/);
  });

  it("read only texts from the browser's history", () => {
    assert.deepEqual(queryIn({ view: "release", n: 3, none: null }), { view: "release" });
    assert.deepEqual([queryIn(null), queryIn("x")], [{}, {}]);
  });

  it("give up on a host that does not answer", async () => {
    await assert.rejects(within(5, new Promise(() => undefined)), /No answer/);
    assert.equal(await within(1000, Promise.resolve(3)), 3);
  });
});
