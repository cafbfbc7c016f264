import assert from "node:assert/strict";
import { LinksContext } from "../../../ui/shared/nav.tsx";
import type { Route } from "../../../ui/shared/route.ts";
import { ReleasesView } from "../../../ui/releases/releases-view.tsx";
import { clear, draw, openPage } from "../dom.ts";

describe("the releases view", () => {
  before(openPage);
  afterEach(clear);
  it("draws", () => {
    const went: Route[] = [];
    const page = draw(
      <LinksContext.Provider value={{ href: () => "#", go: (route) => went.push(route) }}>
        <ReleasesView list={{ kind: "loading" }} filter={{ text: "", pipeline: "", branch: "", stage: "", waiting: false }} setFilter={() => undefined} reload={() => undefined} loadMore={() => undefined} loadingMore={false} now={0} />
      </LinksContext.Provider>,
    );
    assert.equal(page.one("[aria-busy]").getAttribute("role"), "status");
  });
});
