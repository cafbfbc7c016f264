import type { TargetCheck } from "../../../core/model/target.ts";
import { type NotConnected, type Step, steps } from "./not-connected.ts";
import type { RemoteHash } from "./remote-hash.ts";
import { hostWords, type SshAddress } from "./ssh-address.ts";
import type { Session } from "./ssh-session.ts";

const names: Readonly<Record<Step, string>> = {
  answers: "The server answers",
  hostKey: "It is the server that was meant",
  signIn: "The account may sign in",
  sftp: "Files can be transferred",
};

/** The steps of connecting, as far as they came. Those after a failed one could not be tried. */
export function connectionChecks(address: SshAddress, failed?: NotConnected): readonly TargetCheck[] {
  const at = failed === undefined ? steps.length : steps.indexOf(failed.step);
  return steps.map((step, index) => {
    const name = names[step];
    if (index < at) return { name, result: "ok", text: `${address.user} at ${hostWords(address)}` };
    if (index > at || failed === undefined) return { name, result: "unknown", text: "not reached" };
    return { name, result: "failed", text: failed.report.cause, fix: failed.report.next };
  });
}

/** Whether the account may write to a folder: asked of the server's `test`, where it has a shell. */
export async function rightCheck(session: Session, folder: string): Promise<TargetCheck> {
  const name = "The account may write to the folder";
  const line = await session.line();
  const ran = await line
    .run("xargs -0 test -w", `${folder}\0`, { most: 100, wait: 10_000 })
    .catch(() => undefined);
  if (ran?.code === 0) return { name, result: "ok", text: folder };
  if (ran?.code !== 123)
    return { name, result: "unknown", text: "the account has no shell to ask; deploying will tell" };
  const fix = `Give the account the right: for example chown it at the server`;
  return { name, result: "failed", text: `${folder} may not be written by it`, fix };
}

/** Whether a release can be switched in one step. */
export function switchCheck(hindrance: string | undefined): TargetCheck {
  const name = "A release can be put into use in one step";
  if (hindrance === undefined) return { name, result: "ok", text: "by replacing the link current" };
  return { name, result: "failed", text: hindrance, fix: "Use OpenSSH's own SFTP at the server" };
}

/** How the bytes will be proved. Both ways are good; one needs no second transfer. */
export async function proofCheck({ proof }: Pick<RemoteHash, "proof">): Promise<TargetCheck> {
  const text =
    (await proof()) === "sha256sum"
      ? "by sha256sum at the server"
      : "by reading them back: the account has no shell with xargs and sha256sum";
  return { name: "Files can be proved at the server", result: "ok", text };
}
