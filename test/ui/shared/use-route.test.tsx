import assert from "node:assert/strict";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { home, type Query, type Route } from "../../../ui/shared/route.ts";
import { useRoute } from "../../../ui/shared/use-route.ts";
import { clear, draw, openPage, settled } from "../dom.ts";

type Seen = { route: Route; go: (route: Route) => void; told: Query[] };

const release: Route = { place: { view: "release", id: "classic:57", tab: "pipeline" } };
const panel: Route = {
  place: { view: "releases" },
  over: { panel: "deploy", id: "classic:57", stage: "UAT" },
};

function watch(): Seen {
  const seen: Seen = { route: home, go: () => undefined, told: [] };
  function Watched(): JSX.Element {
    const [route, go] = useRoute({ setQuery: (query) => seen.told.push(query) }, home);
    Object.assign(seen, { route, go });
    return <p>{route.place.view}</p>;
  }
  draw(<Watched />);
  return seen;
}

async function back(): Promise<void> {
  act(() => history.back());
  await settled();
}

describe("the reader's place", () => {
  before(openPage);
  afterEach(clear);

  it("stands in the host's address, and Back leads to the place before", async () => {
    const seen = watch();
    act(() => seen.go(release));
    assert.deepEqual(seen.route, release);
    assert.deepEqual(seen.told, [{ view: "release", id: "classic:57" }]);
    await back();
    assert.deepEqual(seen.route, home);
    assert.deepEqual(seen.told.at(-1), { view: "releases" });
  });

  it("does not come back to a panel that was left", async () => {
    const seen = watch();
    act(() => seen.go(panel));
    act(() => seen.go(release));
    await back();
    assert.deepEqual(seen.route, home);
  });

  it("closes a panel on Back", async () => {
    const seen = watch();
    act(() => seen.go(panel));
    assert.deepEqual(seen.route, panel);
    await back();
    assert.deepEqual(seen.route, home);
  });
});
