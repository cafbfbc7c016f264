import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { openBench } from "./bench.ts";
import type { Bench } from "./bench.ts";
import { sampleArtefact } from "./samples.ts";

/** Every form in which a secret could slip out. */
function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString("base64");
  return [
    value,
    base64,
    base64.replace(/=+$/, ""),
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
  ];
}

async function everything(bench: Bench): Promise<string> {
  const texts: unknown[] = [bench.told, bench.progress, bench.operations];
  const artefact = await sampleArtefact(bench.folder, "Sln", {
    uniqueName: "Core",
    version: "1.0.0.0",
    references: ["cr_ref"],
  });
  const settingsFile = JSON.stringify({
    ConnectionReferences: [{ LogicalName: "cr_ref", ConnectionId: "SETTINGS-VALUE" }],
  });
  for (const troubles of [
    [],
    ["identify"],
    ["WhoAmI"],
    ["StageSolution"],
    ["ImportSolutionAsync"],
    ["solutions"],
  ]) {
    for (const path of troubles)
      bench.targets.misbehave({ at: "uat", troubles: [{ path, times: 20, answer: { status: 401 } }] });
    const target = bench.target("uat", { settingsFile });
    try {
      texts.push(
        await target.identify(),
        await target.plan([artefact]),
        await bench.deploy(target, artefact),
      );
    } catch (error) {
      texts.push(error, error instanceof Error ? [error.message, error.stack, error.cause] : "");
    }
    texts.push(inspect(target, { depth: 9 }));
    await target.close();
    bench.targets.behave();
  }
  const [, , expired] = bench.targets.knownClients;
  const target = bench.target("uat", { clientId: expired.clientId });
  await target
    .identify()
    .catch((error: unknown) => texts.push(error, inspect(error, { depth: 9, showHidden: true })));
  await target.close();
  texts.push(readFileSync(join(bench.folder, "standin", "targets.json"), "utf8"));
  texts.push(bench.targets.requests("uat"), bench.targets.requests("entra"));
  return inspect(texts, { depth: 12, maxStringLength: null, maxArrayLength: null });
}

describe("what dataverseTarget tells, throws and keeps", () => {
  it("holds no secret and no token, in any form", async () => {
    const bench = await openBench();
    try {
      const all = await everything(bench);
      assert.ok(
        all.includes("Core") && all.includes("AADSTS7000215"),
        "the hunt must have something to look at",
      );
      for (const { secret } of bench.targets.knownClients) {
        for (const form of formsOf(secret)) assert.equal(all.includes(form), false, form);
      }
      assert.doesNotMatch(all, /eyJ[A-Za-z0-9_-]{10,}\./);
    } finally {
      await bench.stop();
    }
  });
});
