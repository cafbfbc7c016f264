import assert from "node:assert/strict";
import type { JSX } from "preact";
import type { Release } from "../../../core/model/release.ts";
import { buildsToAsk, snippet } from "../../../ui/first-run/first-run.ts";
import { FirstRunView } from "../../../ui/first-run/first-run-view.tsx";
import { useFirstRun } from "../../../ui/first-run/use-first-run.ts";
import { noRight, type Parts, release } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, releaseWith, watchedHub } from "../hub.ts";

async function open(evidences: Parts["evidences"], releases: readonly Release[] = [release]): Promise<Drawn> {
  const { hub } = watchedHub({ ...(evidences ? { evidences } : {}) });
  function Page(): JSX.Element {
    const [greet, close] = useFirstRun(hub, releases);
    return greet ? <FirstRunView close={close} /> : <p>nothing</p>;
  }
  const page = draw(<Page />);
  await settled();
  return page;
}

describe("the first day", () => {
  before(openPage);
  afterEach(clear);

  it("greets where nothing was sealed, says what sealing adds, and gives a snippet to copy", async () => {
    const page = await open({ seal: gives({ kind: "absent" }) });
    assert.match(page.text(), /Your releases are here already/);
    assert.equal(page.one("pre").textContent, snippet);
    assert.ok(page.one("button", "Copy the snippet"));
    page.click("Not now");
    assert.equal(page.text(), "nothing");
  });

  it("greets nobody where something was sealed, where it cannot be known, or where there is no release", async () => {
    assert.equal((await open(undefined)).text(), "nothing");
    assert.equal((await open({ seal: () => Promise.reject(noRight()) })).text(), "nothing");
    assert.equal((await open({ seal: gives({ kind: "absent" }) }, [])).text(), "nothing");
  });

  it("asks for three builds at most, each once", () => {
    const of = (id: number): Release =>
      releaseWith({
        artefacts: [
          {
            alias: "a",
            type: "Build",
            version: "1",
            primary: true,
            build: { id, pipelineId: 1, pipelineName: "", branch: "" },
          },
        ],
      });
    assert.deepEqual(buildsToAsk([of(5), of(5), of(4), of(3), of(2)]), [5, 4, 3]);
  });
});
