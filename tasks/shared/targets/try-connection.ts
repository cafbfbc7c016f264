import type { ChosenConnection } from "../../../core/acts/choose-connection.ts";
import {
  type EnvironmentChecked,
  type PreflightReport,
  preflightTargets,
  repairs,
} from "../../../core/acts/preflight-targets.ts";
import { refusal } from "../../../core/failure.ts";
import { guessClass } from "../../../core/model/stage-class.ts";
import type { TargetCheck } from "../../../core/model/target.ts";
import { counted } from "../../../core/model/words.ts";
import type { Agent } from "../agent-task.ts";
import { artefactFolder } from "../artefact-folder.ts";
import {
  type ConnectionInputs,
  connectionWorld,
  jobConnection,
  type JobConnection,
} from "../job-connection.ts";
import type { TaskWorld } from "../open-world.ts";
import type { Ending } from "../run-task.ts";
import { needsOf, openTarget } from "./open-target.ts";
import type { Place, TargetInputs } from "./opening.ts";

/**
 * Tries the job's connection in all its environments: keys, hosts, sign-in and rights, without deploying anything. Refused
 * (RM010) with one list of everything that has to be mended.
 */
export async function tryConnection(
  inputs: ConnectionInputs & TargetInputs,
  agent: Agent,
  world: TaskWorld,
): Promise<Ending> {
  const known = await jobConnection(inputs, agent, world);
  // Nothing is deployed: the settings file of a deployment lies in an artefact, and none was fetched.
  const opening = {
    inputs: { ...inputs, settings: "" },
    context: world.context,
    agent,
    artefacts: artefactFolder(world.context.temp),
  };
  const report = await preflightTargets(
    { ...known.order, ...needsOf(inputs) },
    {
      ...connectionWorld(inputs, agent, world),
      open: (connection) => openTarget(opening, placeOf(connection, known, world)),
    },
  );
  for (const environment of report.environments) tell(environment, agent);
  return ending(report);
}

/** Nothing is deployed there: the release only names the place, and no seal is looked at. */
function placeOf(connection: ChosenConnection, { release }: JobConnection, world: TaskWorld): Place {
  const { environment } = connection.resolved;
  const { context } = world;
  return {
    connection,
    start: {
      release: release ?? {
        id: context.release,
        name: context.release,
        project: context.project,
        createdOn: world.now(),
      },
      stage: { name: environment, class: guessClass(environment) },
      environment,
    },
    seal: { root: "preflight" },
  };
}

const words = { ok: "  ok  ", failed: "  NO  ", unknown: "  ?   " } as const;

function tell({ environment, target, checks }: EnvironmentChecked, agent: Agent): void {
  agent.section(target === undefined ? environment : `${environment}: ${target.name} (${target.url})`);
  for (const { result, name, text, fix } of checks)
    agent.say(`${words[result]} ${name}: ${text}${fix === undefined ? "" : ` ${fix}`}`);
}

function ending(report: PreflightReport): Ending {
  const { group, environments } = report;
  const lines = repairs(report);
  if (lines.length > 0) {
    throw refusal({
      code: "RM010",
      what: `${counted(lines.length, "thing")} to mend before this connection can be used everywhere`,
      where: `variable group ${group.name} (id ${group.id})`,
      cause: lines.join("\n"),
      next: "Mend all of these, then try again",
    });
  }
  const untried = environments.flatMap(({ checks }) => checks.filter(isUnknown)).length;
  const rest = untried === 0 ? "" : ` ${counted(untried, "thing")} could not be tried, see above.`;
  return {
    result: untried === 0 ? "succeeded" : "succeededWithIssues",
    sentence: `${group.name} was tried in ${counted(environments.length, "environment")}: nothing has to be mended.${rest}`,
  };
}

function isUnknown({ result }: TargetCheck): boolean {
  return result === "unknown";
}
