import { Failure } from "../../../core/failure.ts";
import type { FailureReport } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { TargetCheck } from "../../../core/model/target.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import { reading } from "./environment.ts";
import type { Environment, Self } from "./environment.ts";
import { runningThere } from "./other-imports.ts";
import { readHasPrivilege } from "./read-dataverse.ts";

/** Tries in this order what a deployment needs; where one fails, those after it are not known. Changes nothing. */
export async function checksOf(
  environment: Environment,
  self: () => Promise<Self>,
): Promise<readonly TargetCheck[]> {
  const names = namesFor(environment);
  try {
    await reading(environment, "reached", environment.api.knock);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return upTo("host", names, thrown.report);
  }
  try {
    const own = await self();
    return [
      ...upTo("rights", names).slice(0, 2),
      { name: names.user, result: "ok", text: `It is a user of ${own.identity.name}` },
      await soft(environment, names.rights, () => rights(environment, own, names.rights)),
      await soft(environment, names.quiet, () => quiet(environment, names.quiet)),
    ];
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return upTo(failedAt(thrown), names, thrown.report);
  }
}

type Names = Readonly<Record<"host" | "signIn" | "user" | "rights" | "quiet", string>>;

function namesFor({ whom }: Environment): Names {
  return {
    host: `${whom.origin} can be reached`,
    signIn: `The application can sign in to ${whom.origin}`,
    user: "The application is a user of the environment",
    rights: "The application may import solutions",
    quiet: "Nothing is being imported there now",
  };
}

const inOrder = ["host", "signIn", "user", "rights", "quiet"] as const;
const passed = { host: "It answers", signIn: "The sign-in is accepted", user: "", rights: "", quiet: "" };

/** What the first request died of tells how far it came: without a token it is never sent. */
function failedAt({ cause }: Failure): (typeof inOrder)[number] {
  if (!(cause instanceof TargetRefusal) || cause.status === 401) return "signIn";
  return cause.status === 403 ? "user" : "host";
}

function upTo(
  failed: (typeof inOrder)[number],
  names: Names,
  report?: Pick<FailureReport, "cause" | "next">,
): readonly TargetCheck[] {
  const at = inOrder.indexOf(failed);
  return inOrder.map((one, index): TargetCheck => {
    const name = names[one];
    if (index < at) return { name, result: "ok", text: passed[one] };
    if (index > at || report === undefined) return { name, result: "unknown", text: "It could not be tried" };
    return { name, result: "failed", text: report.cause, fix: report.next };
  });
}

/** What cannot be read is not known; it is no reason to expect a failure. */
async function soft(
  environment: Environment,
  name: string,
  check: () => Promise<TargetCheck>,
): Promise<TargetCheck> {
  try {
    return await reading(environment, "looked at", check);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { name, result: "unknown", text: thrown.report.cause };
  }
}

/** Dataverse's privilege for importing. A System Administrator has it, a System Customizer too. */
const importing = "prvImportCustomization";

async function rights({ api }: Environment, { userId }: Self, name: string): Promise<TargetCheck> {
  const path = `systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='${importing}')`;
  if (readHasPrivilege(await api.get(path)))
    return { name, result: "ok", text: `It has the right ${importing}` };
  return {
    name,
    result: "failed",
    text: `It has no role with the right ${importing}`,
    fix: "Give the application user the role System Administrator or System Customizer.",
  };
}

async function quiet(environment: Environment, name: string): Promise<TargetCheck> {
  const [other] = await runningThere(environment);
  if (other === undefined) return { name, result: "ok", text: "Nothing is running" };
  const what = other.name === "" ? "Something" : `'${bounded(defuse(other.name), 100)}'`;
  return {
    name,
    result: "failed",
    text: `${what} is being imported or published there (operation ${other.id})`,
    fix: "A deployment waits for it, as long as waitMinutes says.",
  };
}
