import assert from "node:assert/strict";
import { expandText } from "../../../standin/agent/expand.ts";
import type { JobVariable } from "../../../standin/agent/job.ts";
import { Masker } from "../../../standin/agent/masker.ts";
import { Variables } from "../../../standin/agent/variables.ts";

function made(given: Readonly<Record<string, string | JobVariable>>): {
  variables: Variables;
  masker: Masker;
  warnings: string[];
} {
  const masker = new Masker();
  const all: Record<string, JobVariable> = {};
  for (const [name, value] of Object.entries(given))
    all[name] = typeof value === "string" ? { value } : value;
  const variables = new Variables(all, masker);
  return { variables, masker, warnings: variables.recalculate() };
}

describe("expandText", () => {
  const lookup = (name: string): string | undefined => ({ a: "1", b: "$(a)", "": "never" })[name];

  it("replaces once and goes on after what it put in", () => {
    assert.equal(expandText("$(a)-$(b)-$(a)", lookup), "1-$(a)-1");
  });

  it("leaves an unknown name as it is, and looks inside it", () => {
    assert.equal(expandText("$(nope) $($(a)) $( $(a", lookup), "$(nope) $(1) $( $(a");
  });

  it("takes no empty name", () => {
    assert.equal(expandText("$()", lookup), "$()");
  });
});

describe("expanded Variables", () => {
  it("expands values recursively, whatever the case of names", () => {
    const { variables } = made({ a: "$(B)/x", b: "$(c)$(c)", c: "1" });
    assert.equal(variables.get("A"), "11/x");
  });

  it("leaves a cycle alone and warns", () => {
    const { variables, warnings } = made({ a: "$(b)", b: "$(a)", c: "x$(a)" });
    assert.equal(variables.get("c"), "x$(a)");
    assert.deepEqual(
      warnings,
      ["a", "b", "c"].map(
        (name) => `Unable to expand variable '${name}'. A cyclical reference was detected.`,
      ),
    );
  });

  it("expands 49 levels down, and not 50", () => {
    const chain: Record<string, string> = { v50: "end" };
    for (let at = 0; at < 50; at += 1) chain[`v${at}`] = `$(v${at + 1})`;
    const { variables, warnings } = made(chain);
    assert.equal(variables.get("v1"), "end");
    assert.equal(variables.get("v0"), "$(v1)");
    assert.deepEqual(warnings, [
      "Unable to expand variable 'v0'. The max expansion depth (50) was exceeded.",
    ]);
  });
});

describe("Variables", () => {
  it("makes a secret of what a secret went into, and masks it", () => {
    const { variables, masker } = made({ url: "x://$(key)/", key: { value: "abcdef", isSecret: true } });
    assert.deepEqual(
      variables
        .all()
        .filter(({ secret }) => secret)
        .map(({ name }) => name),
      ["url", "key"],
    );
    assert.equal(masker.mask("x://abcdef/ abcdef"), "*** ***");
  });

  it("keeps a secret name secret", () => {
    const { variables, masker } = made({ key: { value: "first1", isSecret: true } });
    variables.set("KEY", "second");
    assert.equal(masker.mask("second"), "***");
  });

  it("defuses what somebody outside can write", () => {
    const { variables } = made({ "Build.SourceVersionMessage": "##vso[task.complete]", other: "##vso[x]" });
    assert.equal(variables.get("build.sourceversionmessage"), "**vso[task.complete]");
    assert.equal(variables.get("other"), "##vso[x]");
  });

  it("knows which names are read-only", () => {
    const { variables } = made({ own: { value: "1", isReadOnly: true }, free: "1" });
    const names = [
      "Agent.Name",
      "Build.BuildId",
      "System.Debug",
      "Release.ReleaseId",
      "Pipeline.Workspace",
      "OWN",
      "free",
    ];
    assert.deepEqual(
      names.filter((name) => !variables.isReadOnly(name)),
      ["free"],
    );
  });
});
