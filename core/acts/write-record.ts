import { bounded, defuse } from "../model/defuse.ts";
import type { ArtefactOutcome, BrokenCalendar, DeploymentRecord } from "../model/record.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { Operation, Outcome } from "../model/target.ts";
import type { DeployOrder, Prepared } from "./deployment.ts";
import { hashedRecord } from "./hashing.ts";
import { reasonOf } from "./judge-deployment.ts";
import { wayOf } from "./start-current.ts";

/** What became of a deployment. */
export type Outcomes = Readonly<{
  order: DeployOrder;
  prepared: Prepared;
  artefacts: readonly ArtefactOutcome[];
  operations: readonly Operation[];
  outcome: Outcome;
}>;

const mostText = 1000;

/** Writes the record: every sealed artefact is in it with its digest and what became of it, the ones left out too. */
export function writeRecord(
  outcomes: Outcomes,
  times: Readonly<{ startedOn: string; finishedOn: string }>,
  sha256: Sha256,
): Promise<DeploymentRecord> {
  const { order, prepared, artefacts, operations, outcome } = outcomes;
  const { start, seal, connection, identity, target } = prepared;
  const { release, stage } = start;
  const reason = reasonOf(start);
  const previous = previousHash(prepared);
  return hashedRecord(
    {
      schema: 1,
      release: {
        id: release.id,
        name: release.name,
        project: release.project.id,
        pipeline: release.pipeline.id,
      },
      build: { id: seal.build.id, number: seal.build.number },
      stage: { name: stage.name, attempt: order.attempt, class: stage.class },
      environment: start.environment,
      connection: connection.fingerprint,
      connectionChosenBy: connection.chosenBy,
      target: { kind: target.kind, ...identity },
      seal: { root: seal.root },
      artefacts: [...artefacts, ...leftOut(prepared)].map(bound),
      operations,
      outcome,
      ...times,
      by: start.attempt?.requestedBy?.id ?? order.requestedBy,
      ...(reason === undefined ? {} : { reason: bounded(defuse(reason), mostText) }),
      ...rollbackOf(prepared),
      ...(prepared.breakGlass === undefined ? {} : { breakGlass: boundGlass(prepared.breakGlass) }),
      ...(previous === undefined ? {} : { previous }),
    },
    sha256,
  );
}

/** Whether it went back is a fact of the builds, whoever started it and from whichever page. */
function rollbackOf({ start, earlier }: Prepared): Pick<DeploymentRecord, "rollbackFrom"> {
  const { current } = earlier;
  if (current.kind === "failed" || current.value === undefined || "unseen" in current.value) return {};
  const { id, name } = current.value;
  return wayOf(start.release, current.value) === "older" ? { rollbackFrom: { id, name } } : {};
}

function boundGlass(glass: BrokenCalendar): BrokenCalendar {
  const entries = glass.entries.map((entry) => ({ ...entry, title: bounded(defuse(entry.title), 200) }));
  return { ...glass, entries, reason: bounded(defuse(glass.reason), mostText) };
}

function leftOut({ selection }: Prepared): ArtefactOutcome[] {
  return selection.leftOut.map(({ artefact, why }) => ({
    name: artefact.name,
    kind: artefact.kind,
    digest: artefact.digest,
    outcome: "excluded",
    text: why,
  }));
}

function bound(outcome: ArtefactOutcome): ArtefactOutcome {
  return { ...outcome, text: bounded(defuse(outcome.text), mostText) };
}

function previousHash({ earlier }: Prepared): string | undefined {
  if (earlier.again !== undefined) return earlier.again.hash;
  const before = earlier.before.flatMap(({ record }) =>
    record.kind === "read" && record.value.kind === "found" ? [record.value.value.hash] : [],
  );
  return before.at(-1);
}
