import { refusal } from "../failure.ts";
import { defaultContract } from "../model/connection.ts";
import type { SealedArtefact } from "../model/artefact.ts";
import { brokenCalendar } from "../model/judge-calendar.ts";
import type { Seal } from "../model/seal.ts";
import type { PlannedArtefact, TargetIdentity } from "../model/target.ts";
import { classWords, kindWords } from "../model/words.ts";
import type { Target } from "../ports-of-targets.ts";
import { type ChosenConnection, chooseConnection, fromVaultOf } from "./choose-connection.ts";
import type { DeployOrder, DeployWorld, Prepared, Proved } from "./deployment.ts";
import type { PlannedStep } from "./deploy-in-order.ts";
import { findSeal } from "./find-seal.ts";
import { judgeDeployment } from "./judge-deployment.ts";
import { proveArtefacts } from "./prove-artefacts.ts";
import { readEarlier } from "./read-earlier.ts";
import { readStart, type Start } from "./read-start.ts";
import { resumeDeployment } from "./resume-deployment.ts";
import { selectArtefacts, type Selection } from "./select-artefacts.ts";
import { startFactsOf } from "./start-facts-of.ts";
import { withTrainReservations } from "./train-reservations.ts";

/** Does everything that can refuse a deployment, in the order in which it is cheapest to find out, and writes nothing. */
export async function prepareDeployment(order: DeployOrder, world: DeployWorld): Promise<Prepared> {
  const { log } = world;
  const read = await readStart(order, world.azure);
  const { documents } = world.azure;
  const calendar = await withTrainReservations(read.calendar, read.release, documents, world.now());
  const start = { ...read, calendar };
  const { stage, release } = start;
  log.section(`${release.name} to ${stage.name}, attempt ${order.attempt}`);
  log.tell(`Environment ${start.environment}, class ${classWords(stage.class)}`);
  const { evidences } = world.azure;
  const seal = await findSeal({
    build: order.build,
    evidences,
    artefacts: world.artefacts,
    sha256: world.sha256,
  });
  log.tell(`Build ${seal.build.number} (${seal.build.id}), sealed ${seal.sealedOn}, root ${seal.root}`);
  const selection = selectArtefacts(seal, order.exclude);
  await proved(seal, selection, world);
  const connection = await connected(order, start, seal, world);
  const target = await world.openTarget({ start, seal, selection, connection });
  try {
    return await settled({ start, seal, selection, connection, target }, order, world);
  } catch (thrown) {
    await target.close();
    throw thrown;
  }
}

async function proved(seal: Seal, { wanted }: Selection, world: DeployWorld): Promise<void> {
  world.log.section("Proving the bytes");
  const strangers = await proveArtefacts(seal, wanted, { artefacts: world.artefacts, tell: world.log.tell });
  if (strangers.length > 0) world.log.tell(`Not sealed and not touched: ${strangers.join(", ")}`);
}

async function connected(
  order: DeployOrder,
  start: Start,
  seal: Seal,
  world: DeployWorld,
): Promise<ChosenConnection> {
  const { log } = world;
  const chosen = await chooseConnection(
    {
      ...order.connection,
      ...(seal.connection === undefined ? {} : { sealed: seal.connection }),
      environment: start.environment,
      stageNames: start.release.stages.map(({ name }) => name),
      contract: start.contract ?? defaultContract,
      linkedGroups: start.stage.linkedGroups.map(({ id }) => id),
    },
    {
      connections: world.azure.connections,
      secrets: world.secrets,
      sha256: world.sha256,
      ...(world.readVault === undefined ? {} : { readVault: world.readVault }),
    },
  );
  const { group, chosenBy, stale } = chosen;
  log.section(`Connection ${group.name} (id ${group.id}), named by ${chosenBy}${fromVaultOf(group)}`);
  for (const value of chosen.resolved.values)
    log.tell(`${value.variable}: ${value.kind === "secret" ? `secret, by ${value.route}` : value.text}`);
  if (stale.length > 0)
    log.warn(`The job holds older values than the group has now: ${stale.join(", ")}. The group's are used.`);
  return chosen;
}

type Opened = Proved & Readonly<{ target: Target }>;

async function settled(opened: Opened, order: DeployOrder, world: DeployWorld): Promise<Prepared> {
  const { start, seal, selection, connection, target } = opened;
  refuseKinds(selection, opened);
  const identity = await target.identify();
  const { steps, rollback } = await target.plan(selection.wanted);
  const { plan, operations } = await resumeDeployment(
    { start, attempt: order.attempt, target, identity, plan: planned(selection, steps, opened) },
    { evidences: world.azure.evidences, warn: world.log.warn },
  );
  const earlier = await readEarlier(start.release, start.stage, order.attempt, world.azure);
  world.log.section(`Plan: ${target.kind} ${identity.name} (${identity.url}), ${identity.id}`);
  tellPlan(plan, selection, world);
  world.log.tell(`Way back: ${rollback}`);
  refusePlan(plan, start, identity);
  world.log.section("Evidence");
  const facts = startFactsOf({
    start,
    seal,
    selection,
    connection: { name: connection.group.name, fingerprint: connection.fingerprint },
    target: identity,
    acknowledgedTarget: order.acknowledgedTarget,
    earlier,
    plan: plan.map(({ step }) => step),
    floors: order.floors,
    now: world.now(),
  });
  judgeDeployment(facts, start, world.log);
  const glass = brokenCalendar(facts);
  return { ...opened, identity, earlier, plan, operations, ...(glass && { breakGlass: glass }) };
}

/** The target's steps, for every artefact exactly one. */
function planned(selection: Selection, steps: readonly PlannedArtefact[], opened: Opened): PlannedStep[] {
  return selection.wanted.map((artefact) => {
    const step = steps.find((one) => one.artefact === artefact.name);
    if (step === undefined) throw forgotten(artefact, opened);
    return { artefact, step };
  });
}

/** Refused before the target is asked anything: a stage that deploys only what it can would look like a success. */
function refuseKinds({ wanted }: Selection, opened: Opened): void {
  const refused = wanted.flatMap((artefact) => {
    const why = refusalOf(artefact, opened);
    return why === undefined ? [] : [`${artefact.name} (${artefact.digest}): ${why}`];
  });
  const next = 'Choose a target that takes them, or write "name: reason" into the input exclude of this step';
  if (refused.length > 0) throw notTaken(refused, next, opened.start, `target ${opened.target.kind}`);
}

function refusalOf(artefact: SealedArtefact, { target, start }: Opened): string | undefined {
  if (!target.takes(artefact))
    return `a target of kind ${target.kind} takes no ${kindWords(artefact.kind).toLowerCase()}`;
  const unmanaged = artefact.solution?.managed === false && start.stage.class !== "development";
  return unmanaged ? "the solution is unmanaged: only managed solutions leave development" : undefined;
}

function tellPlan(plan: readonly PlannedStep[], { leftOut }: Selection, world: DeployWorld): void {
  const { tell } = world.log;
  plan.forEach(({ artefact, step }, at) => {
    const solution = artefact.solution && ` ${artefact.solution.uniqueName} ${artefact.solution.version}`;
    const what = `${artefact.name} (${kindWords(artefact.kind)}${solution ?? ""}, ${artefact.digest})`;
    tell(`${at + 1}. ${what} ${step.action === "refuse" ? `REFUSED: ${step.text}` : step.text}`);
  });
  for (const { artefact, why } of leftOut) tell(`-  ${artefact.name} (${artefact.digest}) stays: ${why}`);
}

/** What the target itself refuses when it is planned, for example a downgrade. */
function refusePlan(plan: readonly PlannedStep[], start: Start, identity: TargetIdentity): void {
  const refused = plan.filter(({ step }) => step.action === "refuse");
  const causes = refused.map(({ artefact, step }) => `${artefact.name}: ${step.text}`);
  const next =
    'Mend it where the cause lies, in the build or at the target; or write "name: reason" into the input exclude of this step, and it stays out';
  if (causes.length > 0) throw notTaken(causes, next, start, `${identity.name} (${identity.url})`);
}

function notTaken(causes: readonly string[], next: string, start: Start, where: string): Error {
  return refusal({
    code: "RM022",
    what: `${start.stage.name} was not deployed`,
    where: `${start.release.name}, ${where}`,
    cause: causes.join("\n"),
    next,
  });
}

function forgotten(artefact: SealedArtefact, { target }: Opened): Error {
  return refusal({
    code: "RM022",
    what: "The stage was not deployed",
    where: `target ${target.kind}`,
    cause: `${artefact.name} has no place in the target's plan: it would be forgotten`,
    next: "Exclude it with a reason, or report this as a fault of Release Manager",
  });
}
