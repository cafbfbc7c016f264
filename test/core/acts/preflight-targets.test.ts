import assert from "node:assert/strict";
import { type PreflightReport, preflightTargets, repairs } from "../../../core/acts/preflight-targets.ts";
import { refusal } from "../../../core/failure.ts";
import { defaultContract, type GroupVariable, type VariableGroup } from "../../../core/model/connection.ts";
import { secret } from "../../../core/model/secret.ts";
import type { TargetCheck } from "../../../core/model/target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { refusing } from "../../support/refusing.ts";
import { sha256 } from "./sample-organisation.ts";

const plain = (name: string, value: string): GroupVariable => ({ name, secret: false, value });

const whole: VariableGroup = {
  id: 5,
  name: "Connection-Parameters",
  description: "",
  variables: [
    plain("ClientID", "client"),
    plain("TenantID", "tenant"),
    { name: "Secret", secret: true },
    plain("TargetURL-DEV", "https://dev.example"),
    plain("TargetURL-UAT", "https://uat.example"),
    plain("TargetURL-PROD", "https://prod.example"),
  ],
};

type Scene = Readonly<{
  group?: VariableGroup;
  checks?: (url: string) => readonly TargetCheck[];
  identity?: (url: string) => string;
}>;

type Ran = Readonly<{ report: PreflightReport; closed: string[]; listed: number }>;

async function ran({ group = whole, checks = () => [], identity = (url) => url }: Scene): Promise<Ran> {
  const closed: string[] = [];
  let listed = 0;
  const report = await preflightTargets(
    {
      named: group.name,
      namedBy: "the input connection",
      environment: "UAT",
      stageNames: ["DEV", "UAT", "PROD"],
      contract: defaultContract,
      needs: ["TargetURL"],
      requireSecrets: true,
      linkedGroups: [5],
    },
    {
      connections: { list: () => Promise.resolve((listed++, [group])) },
      secrets: { job: (name) => ({ ClientID: "client", TenantID: "tenant", Secret: secret("hush") })[name] },
      sha256,
      open: ({ resolved }) => {
        const url = resolved.values.find(({ key }) => key === "TargetURL");
        return Promise.resolve(opened(url?.kind === "text" ? url.text : "", { checks, identity, closed }));
      },
    },
  );
  return { report, closed, listed };
}

type Faked = Required<Omit<Scene, "group">> & Readonly<{ closed: string[] }>;

const never = (): never => assert.fail("nothing may be planned, deployed or verified");

function opened(url: string, { checks, identity, closed }: Faked): Target {
  return {
    kind: "dataverse",
    takes: () => true,
    identify: () => Promise.resolve({ id: identity(url), name: url, url }),
    preflight: () => Promise.resolve(checks(url)),
    stillThere: never,
    plan: never,
    deploy: never,
    verify: never,
    close: () => Promise.resolve(void closed.push(url)),
  };
}

describe("Trying a connection in all its environments", () => {
  it("N4: asks every target who it is, changes nothing, and closes each", async () => {
    const { report, closed, listed } = await ran({});
    assert.deepEqual(
      report.environments.map(({ environment, target }) => [environment, target?.id]),
      [
        ["DEV", "https://dev.example"],
        ["UAT", "https://uat.example"],
        ["PROD", "https://prod.example"],
      ],
    );
    assert.deepEqual(repairs(report), []);
    assert.deepEqual([closed.length, listed], [3, 1], "every environment of the group that was found first");
  });

  it("N4: finds production's bad secret in the daytime, from a stage that deploys to UAT", async () => {
    const { report } = await ran({
      checks: (url) =>
        url.includes("prod")
          ? [{ name: "Sign-in", result: "failed", text: "The secret has expired.", fix: "Make a new one." }]
          : [{ name: "Sign-in", result: "ok", text: "accepted" }],
    });
    assert.deepEqual(repairs(report), ["PROD: The secret has expired. Make a new one."]);
  });

  it("N4: names the faults of the keys and of the targets in one list, and does not try what is not complete", async () => {
    const variables = whole.variables.filter(({ name }) => name !== "TargetURL-PROD");
    const { report, closed } = await ran({
      group: { ...whole, variables: [...variables, plain("TargetURL-PROD", "")] },
      checks: (url) =>
        url.includes("dev")
          ? [{ name: "Host", result: "failed", text: "dev.example does not resolve.", fix: "Correct it." }]
          : [],
    });
    const lines = repairs(report);
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? "", /^DEV: dev\.example does not resolve/);
    assert.match(lines[1] ?? "", /^PROD: .*TargetURL-PROD/);
    assert.deepEqual(closed, ["https://dev.example", "https://uat.example"]);
  });

  it("N4: says once what is wrong in several environments", async () => {
    const { report } = await ran({
      checks: () => [
        { name: "Sign-in", result: "failed", text: "The secret has expired", fix: "Make a new one" },
      ],
    });
    assert.deepEqual(repairs(report), ["DEV, UAT and PROD: The secret has expired. Make a new one."]);
  });
});

describe("Trying a connection whose targets are not what they should be", () => {
  it("D2: names two environments whose targets say that they are one", async () => {
    const { report } = await ran({ identity: (url) => (url.includes("dev") ? "own" : "dataverse:one") });
    assert.deepEqual(
      repairs(report).map((line) => line.slice(0, line.indexOf(":"))),
      ["UAT", "PROD"],
    );
    assert.match(repairs(report)[0] ?? "", /is the target of PROD, too/);
  });

  it("tells a target that cannot even be opened, and goes on with the others", async () => {
    const cause = "It is no https address";
    const { report } = await ran({
      identity: (url) => {
        if (url.includes("uat"))
          throw refusal({ code: "RM010", what: "x", where: "TargetURL", cause, next: "Mend" });
        return url;
      },
    });
    assert.deepEqual(repairs(report), ["UAT: It is no https address. Mend."]);
  });

  it("is refused where the group does not exist", async () => {
    await assert.rejects(
      preflightTargets(
        {
          named: "Nobody",
          namedBy: "the input connection",
          environment: "UAT",
          stageNames: [],
          contract: defaultContract,
          needs: [],
          requireSecrets: true,
          linkedGroups: [],
        },
        {
          connections: { list: () => Promise.resolve([whole]) },
          secrets: { job: () => undefined },
          sha256,
          open: never,
        },
      ),
      refusing("RM011", /no variable group "Nobody"/),
    );
  });
});
