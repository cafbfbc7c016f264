import assert from "node:assert/strict";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { useState } from "preact/hooks";
import { Button, IconButton } from "../../../ui/shared/buttons.tsx";
import { Panel } from "../../../ui/shared/dialog.tsx";
import { FindingList } from "../../../ui/shared/findings.tsx";
import { Guarded, OutsidePage } from "../../../ui/shared/frame.tsx";
import { Later } from "../../../ui/shared/later.tsx";
import { LinksContext, OutLink, RouteLink } from "../../../ui/shared/nav.tsx";
import { Ago, FailureBanner } from "../../../ui/shared/pieces.tsx";
import type { Route } from "../../../ui/shared/route.ts";
import { useAct } from "../../../ui/shared/use-act.ts";
import { clear, draw, openPage, settled } from "../dom.ts";

describe("a button", () => {
  before(openPage);
  afterEach(clear);

  it("does what it says", () => {
    let pressed = 0;
    const page = draw(<Button act={() => (pressed += 1)}>Deploy</Button>);
    page.click("Deploy");
    assert.equal(pressed, 1);
  });

  it("that cannot be pressed says why, stays reachable and does nothing", () => {
    let pressed = 0;
    const page = draw(
      <Button because="UAT has not succeeded." act={() => (pressed += 1)}>
        Deploy
      </Button>,
    );
    const button = page.one("button", "Deploy");
    page.click("Deploy");
    assert.deepEqual(
      [button.getAttribute("aria-disabled"), button.title, button.hasAttribute("disabled"), pressed],
      ["true", "UAT has not succeeded.", false, 0],
    );
  });

  it("that shows only an icon has a name", () => {
    const page = draw(
      <IconButton icon="deploy" name="Deploy Release-57 to Production" act={() => undefined} />,
    );
    assert.equal(
      page.one("button", "Deploy Release-57 to Production").title,
      "Deploy Release-57 to Production",
    );
  });

  it("runs one act at a time, shows that it is under way, and succeeds only when it did", async () => {
    const ends: (() => void)[] = [];
    function Acting(): JSX.Element {
      const [acting, start] = useAct();
      return (
        <Button
          pending={acting.kind === "pending"}
          act={() => start(() => new Promise<void>((resolve) => ends.push(resolve)))}
        >
          {acting.kind}
        </Button>
      );
    }
    const page = draw(<Acting />);
    act(() => {
      page.one("button").click();
      page.one("button").click();
    });
    assert.deepEqual(
      [page.text(), page.one("button").getAttribute("aria-busy"), ends.length],
      ["pending", "true", 1],
    );
    ends[0]?.();
    await settled();
    assert.equal(page.text(), "idle");
  });
});

describe("a panel", () => {
  before(openPage);
  afterEach(clear);

  function Opening(): JSX.Element {
    const [open, setOpen] = useState(false);
    return (
      <>
        <Button act={() => setOpen(true)}>Open</Button>
        {open && (
          <Panel title="Deploy Release-57" close={() => setOpen(false)}>
            <input aria-label="Reason" />
          </Panel>
        )}
      </>
    );
  }

  it("is a dialog with a name, closes on Escape and gives the focus back", () => {
    const page = draw(<Opening />);
    page.one("button", "Open").focus();
    page.click("Open");
    const dialog = page.one("dialog");
    const heading = document.getElementById(dialog.getAttribute("aria-labelledby") ?? "");
    assert.deepEqual([(dialog as HTMLDialogElement).open, heading?.textContent], [true, "Deploy Release-57"]);
    page.one("input").focus();
    act(() => void dialog.dispatchEvent(new Event("cancel", { cancelable: true })));
    assert.equal(page.all("dialog").length, 0);
    assert.equal(document.activeElement, page.one("button", "Open"));
  });

  it("closes by its cross", () => {
    const page = draw(<Opening />);
    page.click("Open");
    page.click("Close");
    assert.equal(page.all("dialog").length, 0);
  });
});

describe("a link", () => {
  before(openPage);
  afterEach(clear);

  const to: Route = { place: { view: "release", id: "classic:57", tab: "pipeline" } };

  function clicked(with_: MouseEventInit): { went: Route[]; prevented: boolean } {
    const went: Route[] = [];
    const page = draw(
      <LinksContext.Provider
        value={{ href: () => "https://dev.azure.com/x", go: (route) => went.push(route) }}
      >
        <RouteLink to={to}>Release-57</RouteLink>
      </LinksContext.Provider>,
    );
    const event = new MouseEvent("click", { bubbles: true, cancelable: true, ...with_ });
    page.one("a").addEventListener("click", (late) => setTimeout(() => late.preventDefault()));
    act(() => void page.one("a").dispatchEvent(event));
    return { went, prevented: event.defaultPrevented };
  }

  it("leads inside the hub without loading a page", () => {
    assert.deepEqual(clicked({}), { went: [to], prevented: true });
  });

  it("is left to the browser with Ctrl, so that it opens in another tab", () => {
    assert.deepEqual(clicked({ ctrlKey: true }), { went: [], prevented: false });
  });

  it("out of the hub is text when its address is none of the web's", () => {
    const page = draw(
      <>
        <OutLink to="javascript:alert(1)">bad</OutLink>
        <OutLink to="https://dev.azure.com">good</OutLink>
      </>,
    );
    assert.deepEqual(
      page.all("a").map((link) => link.textContent),
      ["good"],
    );
  });
});

describe("a message", () => {
  before(openPage);
  afterEach(clear);

  const report = {
    code: "RM040",
    what: "The releases were not read",
    where: "Contoso",
    cause: "You lack “View releases”",
    state: "nothing was changed",
    retry: "safe",
    next: "Ask an administrator",
    ids: "HTTP 403",
  } as const;

  it("about a failure is an alert in plain words, with its ids and a way to try again", () => {
    let tried = 0;
    const page = draw(<FailureBanner report={report} retry={() => (tried += 1)} />);
    assert.equal(
      page.one("[role=alert]").textContent,
      "Azure DevOps did not let youThe releases were not read. You lack “View releases”. Ask an administrator." +
        "Contoso · RM040 · HTTP 403Try again",
    );
    page.click("Try again");
    assert.equal(tried, 1);
  });

  it("about a failure says in which state the target is and whether to try again, where something may have been changed", () => {
    const doubtful = { ...report, state: "its state is not known", retry: "not safe" } as const;
    assert.match(
      draw(<FailureBanner report={doubtful} />).one("[role=alert]").textContent,
      /Ask an administrator\.Target: its state is not known\. Running again is not safe\./,
    );
  });

  it("about a finding has its level in words for a screen reader", () => {
    const page = draw(
      <FindingList findings={[{ id: "x", level: "block", title: "No right", detail: "…", fix: "Ask." }]} />,
    );
    assert.equal(page.text(), "Blocks the start: No right…Ask.");
  });

  it("about a moment carries the exact one", () => {
    const page = draw(<Ago at={Date.UTC(2022, 5, 16)} now={Date.UTC(2022, 5, 16)} />);
    assert.equal(page.one("time").getAttribute("datetime"), "2022-06-16T00:00:00.000Z");
    assert.match(page.one("time").title, /16 June 2022 at/);
  });
});

describe("a page that cannot be drawn", () => {
  before(openPage);
  afterEach(clear);

  it("tells a page outside of Azure DevOps where it belongs", () => {
    assert.match(draw(<OutsidePage />).text(), /Open me inside Azure DevOps/);
  });

  it("tells a fault of ours instead of leaving an empty page", () => {
    function Broken(): JSX.Element {
      throw new Error("a bug");
    }
    const page = draw(
      <Guarded>
        <Broken />
      </Guarded>,
    );
    assert.match(page.text(), /Release Manager itself failed.*a bug/);
  });

  it("says that a part of the hub could not be fetched, and tries again", async () => {
    let calls = 0;
    const load = (): Promise<string> =>
      (calls += 1) === 1 ? Promise.reject(new Error("Loading chunk failed")) : Promise.resolve("here");
    const page = draw(<Later load={load} draw={(part) => <p>{part}</p>} />);
    await settled();
    assert.match(page.text(), /Loading chunk failed/);
    page.click("Try again");
    await settled();
    assert.equal(page.text(), "here");
  });
});
