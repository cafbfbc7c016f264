import type { RunCheck } from "../../core/ports-of-runs.ts";
import { businessHours } from "./read-checks.ts";
import { lower, optional, word } from "./read-common.ts";

/** `Resource` of a check, pipelines checks 7.2-preview.1. */
type WireResource = Readonly<{ type?: string | null; id?: string | null; name?: string | null }>;

/** `CheckRun`, pipelines checks 7.2-preview.1. */
type WireCheckRun = Readonly<{
  id?: string | null;
  status?: string | null;
  checkConfigurationRef?: Readonly<{
    id?: number | null;
    type?: Readonly<{ name?: string | null }> | null;
    resource?: WireResource | null;
  }> | null;
}>;

/** `CheckSuite`, pipelines checks 7.2-preview.1. */
type WireCheckSuite = Readonly<{ checkRuns?: readonly (WireCheckRun | null)[] | null }>;

/** `CheckConfiguration` with its settings, pipelines checks 7.2-preview.1. */
type WireConfiguration = Readonly<{
  settings?: Readonly<{
    displayName?: string | null;
    definitionRef?: Readonly<{ id?: string | null }> | null;
  }> | null;
}>;

/** A check of a suite, and the number of its configuration where that would tell more of it: of a task's that goes on. */
type SuiteCheck = Readonly<{ check: RunCheck; configuration?: number }>;

/** The checks of one attempt at a stage. */
export function readSuite(body: unknown): readonly SuiteCheck[] {
  const runs = ((body ?? {}) as WireCheckSuite).checkRuns ?? [];
  return runs.flatMap((run) => (run?.id ? [readCheckRun(run.id, run)] : []));
}

function readCheckRun(id: string, run: WireCheckRun): SuiteCheck {
  const { type, id: number, resource } = run.checkConfigurationRef ?? {};
  const goesOn = ["queued", "running"].includes(lower(run.status));
  return {
    check: { id, ...readResource(resource ?? {}) },
    ...optional("configuration", goesOn && lower(type?.name) === "task check" ? number : undefined),
  };
}

function readResource({ type, id, name }: WireResource): Pick<RunCheck, "resource"> {
  return type ? { resource: { type, id: word(id), name: word(name) } } : {};
}

/** How a check is called by whoever made it, and whether it is Azure DevOps's own task of business hours. */
export function readConfiguration(body: unknown): Pick<RunCheck, "name" | "kind"> {
  const { settings } = (body ?? {}) as WireConfiguration;
  const isHours = lower(settings?.definitionRef?.id) === businessHours;
  return {
    ...optional("name", settings?.displayName === "" ? undefined : settings?.displayName),
    ...(isHours ? { kind: "businessHours" } : {}),
  };
}
