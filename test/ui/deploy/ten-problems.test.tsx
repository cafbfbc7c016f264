import assert from "node:assert/strict";
import { gatherEvidence } from "../../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { verdictOf } from "../../../core/model/evidence.ts";
import { judgeStart } from "../../../core/model/judge-start.ts";
import { DeployView } from "../../../ui/deploy/deploy-view.tsx";
import { nothingTyped, sheetOf } from "../../../ui/deploy/deploy.ts";
import { now, organisation, sha256 } from "../../core/acts/sample-organisation.ts";
import { planted } from "../../core/model/judging.ts";
import { clear, draw, openPage } from "../dom.ts";

const nothing = (): undefined => undefined;

describe("the deploy panel, with ten planted problems", () => {
  before(openPage);
  afterEach(clear);

  it("N6: shows all ten above what would happen, each with its repair, and offers no start", async () => {
    const azure = organisation();
    const dossier = await inspectRelease("classic:57", azure);
    const evidence = await gatherEvidence(dossier, "Production", azure, { now, sha256 });
    const findings = judgeStart(planted);
    const value = sheetOf({ ...evidence, findings, verdict: verdictOf(findings) });
    const page = draw(
      <DeployView
        sheet={{ kind: "loaded", value, at: now, refreshing: false }}
        title=""
        first={nothingTyped}
        acting={{ kind: "idle" }}
        start={() => assert.fail("nothing may start")}
        reload={nothing}
        close={nothing}
      />,
    );
    // Everything that is read of a release stands below the one section of what is wrong with it.
    const [first] = page.all("section");
    assert.match(first?.textContent ?? "", /^What stands in the way/);
    const wrong = page.all(".findings li:is(.block, .warning)");
    assert.equal(wrong.filter((one) => first?.contains(one)).length, 10);
    assert.equal(page.all(".findings li:is(.block, .warning) .fix").length, 10);
    assert.deepEqual(
      page.all("footer button[type=submit]").map((button) => button.getAttribute("aria-disabled")),
      ["true"],
    );
    assert.match(page.one(".why").textContent, /\.$/);
    assert.equal(page.all("footer textarea").length, 0);
  });
});
