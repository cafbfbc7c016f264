import { Failure, type FailureReport } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { addressWords, hostWords, howToSee, type SshAddress } from "./ssh-address.ts";

/** The steps of connecting, in their order. */
export const steps = ["answers", "hostKey", "signIn", "sftp"] as const;

/** One of them. */
export type Step = (typeof steps)[number];

/** No connection, and the step at which it failed. Nothing was changed by it. */
export class NotConnected extends Failure {
  readonly step: Step;

  constructor(step: Step, report: FailureReport, options?: ErrorOptions) {
    super(report, options);
    this.step = step;
  }
}

/** What is known of a connection that did not come about. */
export type Attempt = Readonly<{
  address: SshAddress;
  /** The fingerprints that were expected. */
  expected: readonly string[];
  /** The one that the server showed, once it did. */
  shown?: Readonly<{ type: string; fingerprint: string }>;
  signsInBy: "private key" | "password";
}>;

/** Why ssh2 could not connect, in our words. */
export function whyNot(error: Error, attempt: Attempt): NotConnected {
  const { address, shown } = attempt;
  const words = bounded(defuse(error.message), 300);
  const level = "level" in error ? String(error.level) : "";
  if (/verification failed/i.test(error.message) && shown !== undefined) return otherHost(attempt, shown);
  if (level === "client-authentication") return signInRefused(attempt);
  if (level === "client-socket" || level === "client-dns") return unreached(error, address, words);
  const timedOut = level === "client-timeout";
  const next = "Check the address and port, and the network between the agent and the server";
  const cause = timedOut
    ? `${hostWords(address)} did not answer in time (${words})`
    : `${hostWords(address)} does not speak ssh as we do (${words})`;
  return new NotConnected("answers", report(address, cause, next, { retry: "safe" }));
}

function report(
  address: SshAddress,
  cause: string,
  next: string,
  more: Partial<FailureReport> = {},
): FailureReport {
  return {
    code: "RM031",
    what: "The server was not connected to",
    where: addressWords(address),
    cause,
    state: "nothing was changed",
    retry: "safe once that is mended",
    next,
    ...more,
  };
}

function otherHost({ address, expected }: Attempt, shown: NonNullable<Attempt["shown"]>): NotConnected {
  const known = expected.map((key) => `SHA256:${key}`).join(" or ");
  const cause = `${hostWords(address)} shows another key than TargetHostKey says: it shows ${shown.type} SHA256:${shown.fingerprint}, expected was ${known}. Nothing was sent`;
  const next = `Ask the server's administrator, not the network, which fingerprints are right ("${howToSee(address)}" lists one for each type of key); correct TargetHostKey only if the new one is meant`;
  return new NotConnected("hostKey", report(address, cause, next, { code: "RM030" }));
}

function signInRefused({ address, signsInBy }: Attempt): NotConnected {
  const cause = `The server does not let ${address.user} sign in by the ${signsInBy} in Secret`;
  const next =
    signsInBy === "private key"
      ? `Add the key's public half to ~/.ssh/authorized_keys of ${address.user} on the server, or correct Secret`
      : `Correct Secret, or give a private key instead: many servers take no password (PasswordAuthentication)`;
  return new NotConnected("signIn", report(address, cause, next));
}

/** The agent's proxy speaks http, and an ssh server is not asked through it: that is a usual cause. */
function unreached(error: Error, address: SshAddress, words: string): NotConnected {
  const unknown = /ENOTFOUND|EAI_AGAIN/.test(error.message);
  const cause = unknown
    ? `The host ${address.host} was not found (${words})`
    : `There was no connection to ${hostWords(address)} (${words})`;
  const next = `Check host and port in TargetPath, and that the agent itself may reach it: ssh does not go through the agent's proxy`;
  return new NotConnected(
    "answers",
    report(address, cause, next, { retry: unknown ? "safe once that is mended" : "safe" }),
  );
}

/** Signed in, but no files can be transferred. */
export function noSftp(address: SshAddress, error: Error): NotConnected {
  const cause = `${hostWords(address)} lets ${address.user} sign in but offers no SFTP (${bounded(defuse(error.message), 200)})`;
  const next = 'Turn it on at the server: "Subsystem sftp internal-sftp" in sshd_config';
  return new NotConnected("sftp", report(address, cause, next));
}
