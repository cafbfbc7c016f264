import assert from "node:assert/strict";
import type { JSX } from "preact";
import type { Release } from "../../../core/model/release.ts";
import { buildsToAsk, snippet } from "../../../ui/first-run/first-run.ts";
import { FirstRunView } from "../../../ui/first-run/first-run-view.tsx";
import { useFirstRun } from "../../../ui/first-run/use-first-run.ts";
import { noRight, type Parts, production, release, uat } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, releaseWith, watchedHub } from "../hub.ts";

const { deploy: _uat, ...plainUat } = uat;
const { deploy: _production, ...plainProduction } = production;
const foreign = releaseWith({ stages: [plainUat, plainProduction] });

async function open(evidences: Parts["evidences"], releases: readonly Release[] = [foreign]): Promise<Drawn> {
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

  it("asks nothing where a stage deploys with our task already", async () => {
    const asked = await open({ seal: () => Promise.reject(new Error("asked")) }, [release]);
    assert.equal(asked.text(), "nothing");
    assert.deepEqual(buildsToAsk([release]), []);
  });

  it("asks for the newest build of each pipeline, five at most", () => {
    const of = (id: number, pipelineId: number): Release =>
      releaseWith({
        stages: [],
        artefacts: [
          {
            alias: "a",
            type: "Build",
            version: "1",
            primary: true,
            build: { id, pipelineId, pipelineName: "", branch: "" },
          },
        ],
      });
    assert.deepEqual(buildsToAsk([of(9, 1), of(8, 1), of(7, 2), of(6, 1)]), [9, 7]);
    assert.equal(buildsToAsk(Array.from({ length: 9 }, (_, at) => of(at + 1, at))).length, 5);
  });
});
