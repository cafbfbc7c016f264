import { openBench } from "/work/main/test/adapters/targets/dataverse/bench.ts";
import { sampleArtefact } from "/work/main/test/adapters/targets/dataverse/samples.ts";
it("thin", async function () {
  this.timeout(20000);
  const bench = await openBench();
  const a = await sampleArtefact(bench.folder, "Sln", {uniqueName:"Core", version:"1.2.0.0"});
  const t = bench.target("uat");
  try {
  console.log(await t.identify());
  console.log(JSON.stringify(await t.plan([a])));
  console.log(await bench.deploy(t, a));
  console.log(await t.verify([a], bench.io));
  console.log(bench.told, bench.operations, bench.progress, bench.slept);
  console.log(bench.targets.requests("uat").map(r=>r.method+" "+r.status+" "+decodeURIComponent(r.path)).join("\n"));
  console.log(bench.targets.requests("entra"));
  } catch (e) { console.log(e, (e as any).cause); throw e; } finally { await bench.stop(); await t.close(); }
});
