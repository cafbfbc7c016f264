import { importLog, missingXml } from "./import-results.ts";
import type { Effect, OperationRow } from "./books.ts";
import { nextId, operationTypes, running } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import type { SolutionContent } from "./solution-zip.ts";
import type { Answered } from "./web.ts";

/** The body of an action, and who calls it. */
export type Call = Readonly<{
  organisation: Organisation;
  user: string;
  body: Readonly<Record<string, unknown>>;
}>;

/** Dataverse's form of an error. */
export function refused(status: number, code: string, message: string): Answered {
  return { status, body: { error: { code, message } } };
}

/** The answer while something else runs: one at a time. */
export function busyAnswer(organisation: Organisation, wish: string): Answered | undefined {
  const [other] = running(organisation);
  if (other === undefined) return undefined;
  const kind = other.operationtype === operationTypes.publish ? "Publish" : "Import";
  return refused(
    400,
    "0x80071151",
    `Cannot start another [${wish}] because there is a previous [${kind}] running at this moment. Use Solution History for more details.`,
  );
}

/** Writes an operation down and answers with its ids. */
export function begun(call: Call, operationtype: number, effect: Effect): Answered {
  const { organisation, user } = call;
  const content = "content" in effect ? effect.content : undefined;
  const now = organisation.now();
  const row: OperationRow = {
    asyncoperationid: nextId(organisation),
    name: content?.uniqueName ?? "System job",
    operationtype,
    createdby: user,
    createdon: now,
    finishes: now + organisation.behaviour.importMilliseconds,
    settled: false,
    effect,
  };
  organisation.book.operations.push(row);
  const job = content === undefined ? {} : { ImportJobKey: jobFor(call, content, row) };
  organisation.save();
  return { status: 200, body: { ...job, AsyncOperationId: row.asyncoperationid } };
}

function jobFor({ organisation, user }: Call, content: SolutionContent, row: OperationRow): string {
  const failure = failureOf(organisation, content, row.effect.kind === "upgrade");
  if (failure) row.failure = failure;
  const importjobid = nextId(organisation);
  row.jobId = importjobid;
  organisation.book.jobs.push({
    importjobid,
    solutionname: content.uniqueName,
    startedon: row.createdon,
    createdby: user,
    absentFor: organisation.behaviour.importJobAbsentReads,
    data: importLog(content, { warnings: organisation.behaviour.flowWarnings }),
  });
  return importjobid;
}

function failureOf(
  organisation: Organisation,
  content: SolutionContent,
  upgrade: boolean,
): OperationRow["failure"] | undefined {
  const ordered = organisation.behaviour.importFailure;
  if (ordered) {
    delete organisation.behaviour.importFailure;
    return failed(content, -2147188706, ordered.message, ordered.component);
  }
  const missing = missingIn(organisation, content);
  if (missing.length > 0) {
    const words = `The following solution cannot be imported: ${content.uniqueName}. Some dependencies are missing.`;
    return failed(content, -2147188707, `${words} ${missingXml(missing)}`);
  }
  const words = conflict(organisation, content, upgrade);
  return words === undefined ? undefined : failed(content, -2147187386, words);
}

function failed(
  content: SolutionContent,
  code: number,
  words: string,
  component?: string,
): OperationRow["failure"] {
  const failure = component === undefined ? { words, code } : { words, code, component };
  return {
    message: `Microsoft.Crm.CrmException: ${words}`,
    friendlymessage: words,
    code,
    data: importLog(content, { warnings: [], failure }),
  };
}

function conflict(
  organisation: Organisation,
  content: SolutionContent,
  upgrade: boolean,
): string | undefined {
  const installed = organisation.book.solutions.find((row) => row.uniquename === content.uniqueName);
  if (!installed) return undefined;
  if (installed.ismanaged !== content.managed) {
    const [there, here] = installed.ismanaged ? ["a managed", "unmanaged"] : ["an unmanaged", "managed"];
    return `The solution is already installed on this system as ${there} solution and the package supplied is attempting to install it in ${here} mode. Import can only update solutions when the modes match. Uninstall the current solution and try again.`;
  }
  const higher = content.version.localeCompare(installed.version, "en", { numeric: true }) > 0;
  return upgrade && !higher
    ? "The import solution must have a higher version than the existing solution it is upgrading."
    : undefined;
}

/** What a solution needs and the organisation has not. */
export function missingIn(organisation: Organisation, content: SolutionContent): SolutionContent["missing"] {
  const there = new Set(organisation.book.solutions.map((row) => row.uniquename.toLowerCase()));
  return content.missing.filter(({ solution }) => !there.has(solution.replace(/\s*\(.*$/, "").toLowerCase()));
}
