import assert from "node:assert/strict";
import { refusal } from "../../../core/failure.ts";
import type { VariableGroup } from "../../../core/model/connection.ts";
import { deploy, ended, group, production, recordOf, type Scene } from "../../support/deploying.ts";
import { refusing } from "../../support/refusing.ts";

const elsewhere = { id: "folder:/srv/elsewhere", name: "elsewhere", url: "/srv/elsewhere" };
const moved = { target: { identify: () => Promise.resolve(elsewhere) } };

describe("The guard of the target", () => {
  it("N3: refuses a production target that is another one than last time, and takes it when it is acknowledged", async () => {
    const records = { UAT: await recordOf({}), "before PROD": await recordOf(production) };
    await assert.rejects(
      deploy({ ...production, ...moved, records }).end,
      refusing("RM002", /"PROD" has another target than last time/),
    );
    for (const acknowledgedTarget of [elsewhere.id, elsewhere.url])
      assert.equal(
        (await ended({ ...production, ...moved, records, order: { acknowledgedTarget } })).failure,
        undefined,
      );
  });

  it("S0-28, S0-32: another group means another target: the same pipeline serves another family of environments", async () => {
    const clone: VariableGroup = { ...group, id: 6, name: "Clone" };
    const order = {
      connection: { named: "Clone", namedBy: "$(Variable-Group)", needs: [], requireSecrets: false },
    };
    const uat = await recordOf({ group: clone, order });
    const records = { UAT: uat, "before PROD": await recordOf(production) };
    const prod = await ended({ ...production, ...moved, group: clone, order, records });
    assert.deepEqual([prod.failure, prod.record.connection.group.id], [undefined, 6]);
  });

  it("D2: refuses production that the target itself says is UAT's", async () => {
    const records = { UAT: await recordOf({}) };
    const uats = { id: "folder:/srv/uat", name: "uat", url: "/srv/uat" };
    await assert.rejects(
      deploy({ ...production, records, target: { identify: () => Promise.resolve(uats) } }).end,
      refusing("RM002", /Another environment has the same target/),
    );
  });
});

describe("The connection since UAT", () => {
  it("N1: names what changed in the connection since UAT, asks for a reason, and refuses where the pipeline says so", async () => {
    const records = { UAT: await recordOf({}) };
    const changed: VariableGroup = {
      ...group,
      variables: group.variables.map((one) =>
        one.name === "TargetPath-PROD" ? { ...one, value: "/srv/new" } : one,
      ),
    };
    const scene: Scene = { ...production, records, group: changed };
    const { events, end } = deploy(scene);
    assert.equal((await end).failure, undefined);
    assert.match(events.join("\n"), /warn: The connection changed since "UAT"\. .*TargetPath-PROD/);
    await assert.rejects(
      deploy({ ...scene, attempt: { startedBy: "person" } }).end,
      refusing("RM002", /nobody gave a reason/),
    );
    const floors = {
      order: "block",
      drift: "block",
      automaticProduction: "refuse",
      unreadable: "refuse",
    } as const;
    await assert.rejects(deploy({ ...scene, order: { floors } }).end, refusing("RM002", /TargetPath-PROD/));
  });

  it("S0-27: an edited group and a redeployed UAT use the new target, and the record keeps what the group was", async () => {
    const edited: VariableGroup = {
      ...group,
      variables: [{ name: "TargetPath-UAT", secret: false, value: "/srv/second" }],
    };
    const [first, second] = [await recordOf({}), await recordOf({ group: edited, ...moved })];
    assert.notEqual(first.connection.digest, second.connection.digest);
    assert.deepEqual([first.seal.root, second.target.id], [second.seal.root, elsewhere.id]);
  });
});

describe("What settings say", () => {
  const unreadable = (): Promise<never> =>
    Promise.reject(refusal({ code: "RM040", what: "No", where: "there", cause: "403", next: "Ask" }));

  it("makes production stay closed when it cannot be read, unless the pipeline says that a warning will do", async () => {
    const records = { UAT: await recordOf({}) };
    await assert.rejects(
      deploy({ ...production, records, settings: unreadable }).end,
      refusing("RM002", /the project's settings/),
    );
    assert.equal((await ended({ settings: unreadable })).failure, undefined);
    const floors = {
      order: "block",
      drift: "reason",
      automaticProduction: "refuse",
      unreadable: "warn",
    } as const;
    assert.equal(
      (await ended({ ...production, records, settings: unreadable, order: { floors } })).failure,
      undefined,
    );
  });

  it("makes a stage stricter and never milder", async () => {
    const settings = (): Promise<unknown> =>
      Promise.resolve({
        schema: 1,
        stageClasses: { uat: "production", prod: "development" },
        environments: {},
        outOfOrder: "allow",
        drift: "allow",
      });
    await assert.rejects(deploy({ settings }).end, refusing("RM002", /started automatically/));
    await assert.rejects(
      deploy({ settings, stage: "PROD", attempt: { startedBy: "trigger" } }).end,
      refusing("RM002", /started automatically/),
    );
    await assert.rejects(
      deploy({ settings, ...production, uat: { status: { state: "failed", wire: "x" } } }).end,
      refusing("RM002", /has not succeeded/),
    );
  });
});

describe("Going back to an older build", () => {
  const newer = { formerBuild: 999 };

  it("N13: stands in the record, with the release that the stage ran until then", async () => {
    const back = await ended({ ...newer, attempt: { reason: "58 loses orders" } });
    assert.deepEqual(back.record.rollbackFrom, { id: "classic:56", name: "Release-56" });
    assert.equal((await ended({ formerBuild: 1 })).record.rollbackFrom, undefined);
    assert.equal((await ended({})).record.rollbackFrom, undefined);
  });

  it("N13: needs a reason in production, whichever door it was started by", async () => {
    const records = { UAT: await recordOf({}) };
    const unreasoned = { ...newer, ...production, attempt: { startedBy: "person" }, records } as const;
    await assert.rejects(deploy(unreasoned).end, refusing("RM002", /Older than "Release-56"/));
    const { failure } = await ended({ ...newer, ...production, records });
    assert.equal(failure, undefined);
  });
});
