import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { ReleasePage } from "../../../ui/release/release-page.tsx";
import type { Hub } from "../../../ui/shared/hub.ts";
import type { ReleaseTab } from "../../../ui/shared/route.ts";
import { exactTime } from "../../../ui/shared/time.ts";
import {
  artefacts,
  attempt,
  noRight,
  now,
  type Parts,
  production,
  rita,
  uat,
} from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, releaseWith, watchedHub, type Watched } from "../hub.ts";

type Opened = { page: Drawn; watched: Watched };

async function open(
  tab: ReleaseTab = "pipeline",
  parts: Parts = {},
  over: Partial<Hub> = {},
): Promise<Opened> {
  const watched = watchedHub(parts, over);
  const page = draw(<ReleasePage hub={watched.hub} place={{ view: "release", id: "classic:57", tab }} />);
  await settled();
  return { page, watched };
}

const running = { ...uat, status: { state: "inProgress", wire: "inProgress" } } as const;

describe("the page of a release", () => {
  before(openPage);
  afterEach(clear);

  it("S0-20: shows both stages with their state in words", async () => {
    const { page } = await open();
    assert.match(page.one("article[aria-label=UAT]").textContent, /Succeeded.*in 10 min/);
    assert.match(
      page.one("article[aria-label=Production]").textContent,
      /Not deployed.*It is started by hand, and nobody has started it\./,
    );
  });

  it("S0-04: says that seal and record were verified", async () => {
    const { page } = await open();
    assert.match(page.one("dl").textContent, /verified/);
    assert.match(page.one("tbody").textContent, /verified/);
  });

  it("says “not verified” where the page cannot hash", async () => {
    const watched = watchedHub();
    const { sha256: _, ...hub } = watched.hub;
    const page = draw(
      <ReleasePage hub={hub} place={{ view: "release", id: "classic:57", tab: "pipeline" }} />,
    );
    await settled();
    assert.match(page.one("dl").textContent, /not verified/);
  });

  it("S0-24: has the tabs Pipeline, Variables, Artefacts, History and Record, and the current one is marked", async () => {
    const { page } = await open("variables");
    const tabs = page.all("nav[aria-label='Release-57'] a");
    assert.deepEqual(
      tabs.map((tab) => [tab.textContent, tab.getAttribute("aria-current")]),
      [
        ["Pipeline", null],
        ["Variables", "page"],
        ["Artefacts", null],
        ["History", null],
        ["Record", null],
      ],
    );
    assert.match(page.one("tbody").textContent, /Variable-GroupConnection-ParametersReleasecan be set/);
  });
});

describe("what can be done with a release", () => {
  before(openPage);
  afterEach(clear);

  it("S0-36: opens the deploy panel from the card and from the toolbar", async () => {
    const { page, watched } = await open();
    page.click("Deploy Release-57 to Production");
    page.click("Deploy to Production");
    const over = { panel: "deploy", id: "classic:57", stage: "Production" };
    assert.deepEqual(
      watched.went.map((route) => route.over),
      [over, over],
    );
  });

  it("S0-24: cancels what runs, and only that", async () => {
    const cancelled: unknown[] = [];
    const parts: Parts = {
      releases: {
        get: gives(releaseWith({ stages: [running, production] })),
        cancel: (...order) => Promise.resolve(void cancelled.push(order)),
      },
    };
    const { page, watched } = await open("pipeline", parts);
    page.click("Cancel UAT");
    assert.deepEqual(cancelled, []);
    page.type("Comment (optional)", "wrong build");
    page.click("Cancel the deployment");
    await settled();
    assert.deepEqual(cancelled, [[57, "UAT", "wrong build"]]);
    assert.deepEqual([watched.said, page.all("dialog").length], [["UAT is being cancelled."], 0]);
  });

  it("S0-24: has nothing to cancel when nothing runs", async () => {
    const { page } = await open();
    const cancel = page.one("button", "Cancel");
    assert.deepEqual([cancel.getAttribute("aria-disabled"), cancel.title], ["true", "Nothing runs."]);
  });
});

describe("an act upon a release", () => {
  before(openPage);
  afterEach(clear);

  it("shows what Azure DevOps refused, and keeps the page", async () => {
    const parts: Parts = {
      releases: { get: gives(releaseWith({ stages: [running] })), cancel: () => Promise.reject(noRight()) },
    };
    const { page, watched } = await open("pipeline", parts);
    page.click("Cancel UAT");
    page.click("Cancel the deployment");
    await settled();
    assert.match(page.one("dialog [role=alert]").textContent, /You do not have the right/);
    assert.deepEqual([watched.said, page.all("article").length], [[], 1]);
  });

  it("approves and rejects where a person is asked", async () => {
    const decided: unknown[] = [];
    const approval = {
      id: "9",
      when: "before",
      attempt: 1,
      status: "pending",
      automatic: false,
      approver: rita,
    } as const;
    const status = { state: "waitingForApproval", wire: "preDeployApproval" } as const;
    const waiting = { ...uat, status, attempts: [{ ...attempt, status, approvals: [approval] }] };
    const parts: Parts = {
      releases: {
        get: gives(releaseWith({ stages: [waiting] })),
        decide: (...order) => Promise.resolve(void decided.push(order)),
      },
    };
    const { page, watched } = await open("pipeline", parts);
    page.click("Approve UAT, asked of Rita");
    page.type("Comment (optional)", "looks good");
    page.click("Approve UAT");
    await settled();
    assert.deepEqual(
      [decided, watched.said],
      [[["9", "approved", "looks good"]], ["The deployment to UAT was approved."]],
    );
  });
});

describe("the bytes and records of a release", () => {
  before(openPage);
  afterEach(clear);

  it("verifies the bytes and names what was altered", async () => {
    const [sln] = artefacts;
    const bytes: Hub["bytes"] = ({ name }) =>
      Promise.resolve(
        name === "Sln"
          ? [{ path: "Core.zip", bytes: 4, sha256: "0".repeat(64) }]
          : (artefacts.find((one) => one.name === name)?.files ?? []),
      );
    const { page } = await open("artefacts", {}, { bytes });
    page.click("Verify bytes");
    await settled();
    const rows = page.all("tbody tr").map((row) => row.textContent);
    assert.match(rows[0] ?? "", new RegExp(`${sln?.name ?? ""}.*Altered.*Core\\.zip`));
    assert.match(rows[1] ?? "", /Sln3.*The same bytes/);
  });

  it("says why bytes cannot be verified where the page cannot hash", async () => {
    const { page } = await open("artefacts");
    assert.match(page.one("button", "Verify bytes").title, /cannot compute hashes/);
  });

  it("S0-38: shows the record as it was written", async () => {
    const record = {
      kind: "found",
      value: (await import("../../core/acts/sample-organisation.ts")).recorded,
    } as const;
    const value = await record.value();
    const { page } = await open("record", {
      evidences: { record: gives({ kind: "found", value, text: JSON.stringify(value) }) },
    });
    assert.deepEqual(JSON.parse(page.one("pre").textContent), value);
  });
});

describe("a release of which not all can be read", () => {
  before(openPage);
  afterEach(clear);

  it("says which of its parts could not be read, and shows the others", async () => {
    const { page } = await open("pipeline", { connections: { list: () => Promise.reject(noRight()) } });
    assert.match(page.text(), /The variable groups could not be read: You do not have the right/);
    assert.equal(page.all("article").length, 2);
  });

  it("is a failure with a way back when the release cannot be read", async () => {
    const { page } = await open("pipeline", { releases: { get: () => Promise.reject(noRight()) } });
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.equal(page.one("nav[aria-label=Breadcrumb] a").textContent, "Releases");
  });

  it("tells a screen reader how the stages stand", async () => {
    const { page } = await open();
    await new Promise((resolve) => {
      setTimeout(resolve, 120);
    });
    await settled();
    assert.equal(page.one("[aria-live=polite]").textContent, "UAT: Succeeded. Production: Not deployed");
  });
});

describe("a stage that a schedule begins", () => {
  before(openPage);
  afterEach(clear);

  it("S2-10: shows when that comes next in the reader's zone, and in UTC as its title; not once it has passed", async () => {
    const next = (scheduleNext: number): NonNullable<Parts["releases"]> => ({
      get: gives(
        releaseWith({
          stages: [uat, { ...production, trigger: "scheduled", scheduleNext: instant(scheduleNext) }],
        }),
      ),
    });
    const { page } = await open("pipeline", { releases: next(now + 3_600_000) });
    const time = page.one(".stage .where time");
    assert.equal(time.textContent, exactTime(now + 3_600_000));
    assert.equal(time.getAttribute("title"), exactTime(now + 3_600_000, "UTC"));
    clear();
    const { page: late } = await open("pipeline", { releases: next(now - 60_000) });
    assert.equal(late.all(".stage .where time").length, 0);
  });
});
