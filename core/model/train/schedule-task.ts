import { isClassic } from "../release.ts";
import { ownRelease, type CarriedId } from "./carried-release.ts";
import { permissionFault, permissions, type Roles } from "./role.ts";
import { hasEnded } from "./train.ts";
import type { Turnover, TurnoverFacts } from "./turnover.ts";
import { reservedFault, startFault } from "./turnover-faults.ts";

/**
 * The one sentence why Azure DevOps cannot be asked to start a task's stage at the turnover's time; absent where it can. Only the
 * first task: each further one waits for the one before it.
 */
export function scheduleFault(
  turnover: Turnover,
  task: string,
  facts: TurnoverFacts,
  roles: Roles,
): string | undefined {
  const [first] = turnover.tasks;
  if (first?.id !== task)
    return "Only the first task gets a time: each further one waits for the one before.";
  return (
    permissionFault(permissions["turnover.beginTask"], facts.by, roles, [first.owner]) ??
    stageFault(first.stage?.release) ??
    stateFault(turnover, facts) ??
    timeFault(turnover, facts)
  );
}

function stageFault(release: CarriedId | undefined): string | undefined {
  if (release !== undefined && ownRelease(release) === undefined)
    return "Its release is another project's: its stage is given a time there.";
  return release !== undefined && isClassic(release)
    ? undefined
    : "Azure DevOps keeps a time only for stages of classic releases.";
}

function stateFault({ state }: Turnover, { train }: TurnoverFacts): string | undefined {
  if (hasEnded(train)) return `The train is ${train.phase}: nothing is changed any more.`;
  return state === "ready" ? undefined : `The turnover is ${state}; it would have to be ready.`;
}

/** What holds for a start holds at that moment. */
function timeFault(turnover: Turnover, facts: TurnoverFacts): string | undefined {
  const { scheduled } = turnover;
  if (scheduled === undefined || scheduled <= facts.now)
    return "Its time has come: start the turnover, and then the task.";
  return startFault(turnover, { ...facts, now: scheduled }) ?? reservedFault(turnover, facts);
}
