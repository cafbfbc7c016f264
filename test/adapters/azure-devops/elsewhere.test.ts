import assert from "node:assert/strict";
import { refusing } from "../../support/refusing.ts";
import { list, scene } from "./scripted-server.ts";

const retail = { id: "5b6e0c1d-0001-4000-8000-000000000009", name: "Contoso Retail" };

describe("Another project of the organisation", () => {
  const at = scene();

  it("S1-11: is found by its name once, and everything of it is read there", async () => {
    at.script = ({ path }) =>
      path.startsWith("/core/_apis/projects/")
        ? { body: retail }
        : { body: list({ id: 57, name: "Release-57", releaseDefinition: { name: "Till" } }) };
    const azure = at.server.azure();
    const [there, again] = await Promise.all([
      azure.elsewhere("Contoso Retail"),
      azure.elsewhere("Contoso Retail"),
    ]);
    assert.equal(there, again);
    assert.deepEqual(there.project, retail);
    assert.deepEqual(
      [...(await there.names.of("classic", [57]))],
      [[57, { name: "Release-57", pipeline: "Till" }]],
    );
    assert.deepEqual(
      at.server.received.map(({ path }) => path),
      ["/core/_apis/projects/Contoso Retail", `/rm/${retail.id}/_apis/release/releases`],
    );
  });

  it("S1-11: that may not be read is refused, and asked for again the next time", async () => {
    let may = false;
    at.script = () =>
      may ? { body: retail } : { status: 404, body: { message: "TF200016: no such project" } };
    const azure = at.server.azure();
    await assert.rejects(
      azure.elsewhere(retail.id),
      refusing("RM040", /There is no such project, or this identity may not read it/),
    );
    may = true;
    assert.equal((await azure.elsewhere(retail.id)).project.name, "Contoso Retail");
  });
});
