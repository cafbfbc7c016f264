import { inDeploymentOrder, isDeployable, slotClashes, type SealedArtefact } from "../model/artefact.ts";
import type { Stage } from "../model/stage.ts";
import type { PlanFact } from "../model/start-facts.ts";
import { counted, kindWords } from "../model/words.ts";

/** One line of the plan as a person reads it. `excluded` says why it is left out. */
export type PlanLine = Readonly<{
  sequence: number;
  name: string;
  kind: SealedArtefact["kind"];
  text: string;
  excluded?: string;
}>;

/** What would be deployed, in order, and what the rules need to know of it. */
export type StartPlan = Readonly<{ lines: readonly PlanLine[]; leftOut: readonly string[]; fact: PlanFact }>;

/** What a stage would deploy of the sealed artefacts, as far as it can be told before it runs. */
export function startPlan(artefacts: readonly SealedArtefact[], stage: Stage): StartPlan {
  const ordered = inDeploymentOrder(artefacts);
  const reasons = exclusions(stage.deploy?.exclude ?? "");
  const logs = ordered.filter((artefact) => !isDeployable(artefact.kind));
  const lines = ordered.filter((artefact) => isDeployable(artefact.kind)).map((one) => lineOf(one, reasons));
  const going = ordered.filter((one) => isDeployable(one.kind) && !reasons.has(one.name));
  const refused = going.flatMap((one) => refusedBecause(one, stage));
  const gone = refused.map(({ name }) => name);
  return {
    lines,
    leftOut: logs.map(({ name }) => name),
    fact: {
      deployed: going.map(({ name }) => name).filter((name) => !gone.includes(name)),
      leftOut: [
        ...logs.map(({ name }) => ({ name, why: "logs are never deployed" })),
        ...lines.flatMap(({ name, excluded }) => (excluded === undefined ? [] : [{ name, why: excluded }])),
      ],
      refused,
      clashes: slotClashes(going),
    },
  };
}

/** The step's input: a line `name: reason` each. A line of another form is refused by the step itself. */
function exclusions(text: string): ReadonlyMap<string, string> {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.split(":"));
  return new Map(lines.map(([name = "", ...reason]) => [name.trim(), reason.join(":").trim()]));
}

function lineOf(artefact: SealedArtefact, reasons: ReadonlyMap<string, string>): PlanLine {
  const { sequence, name, kind, solution, files } = artefact;
  const excluded = reasons.get(name);
  const text = solution
    ? `${solution.uniqueName} ${solution.version}, ${solution.managed ? "managed" : "unmanaged"}`
    : `${kindWords(kind)}, ${counted(files.length, "file")}`;
  return { sequence, name, kind, text, ...(excluded === undefined ? {} : { excluded }) };
}

function refusedBecause({ name, kind, solution }: SealedArtefact, stage: Stage): PlanFact["refused"] {
  if (stage.deploy?.target !== "dataverse") return [];
  // The step says by itself where pac, which a site needs, is not on its agent.
  if (kind === "files") {
    return [{ name, why: `a Dataverse environment does not take the kind “${kindWords(kind)}”` }];
  }
  if (solution?.managed === false && stage.class !== "development") {
    return [{ name, why: "only managed solutions are deployed downstream of development" }];
  }
  return [];
}
