import { Failure } from "../../../core/failure.ts";
import type { FailureReport } from "../../../core/failure.ts";
import { defuse } from "../../../core/model/defuse.ts";
import { why, whyOfRequest, type Why } from "../shared/why.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import type { BlobAddress, BlobSettings } from "./blob-settings.ts";

/** Whom an error happened to, for the sentences. */
export type Whom = Readonly<{ settings: Pick<BlobSettings, "environment" | "clientId">; at: BlobAddress }>;

/** An error as a failure with its cause in words. A failure stays what it is; a fault of ours is thrown on. */
export function failureOf(error: unknown, whom: Whom, about: Pick<FailureReport, "what" | "state">): Failure {
  if (error instanceof Failure) return error;
  return new Failure({ where: whereOf(whom), ...whyOf(error, whom), ...about }, { cause: error });
}

/** Environment and container, as failures name them. */
export function whereOf({ settings, at }: Whom): string {
  return `${settings.environment}, ${at.account}/${at.container}`;
}

/** Explains an error of the network, of Entra or of the storage account. Anything else is a fault of ours and is thrown on. */
function whyOf(error: unknown, whom: Whom): Why {
  const told = whyOfRequest(error, {
    host: whom.at.account,
    ifNotFound: "Check the storage account's name in the address, and the agent's name service and proxy",
    ifNotTrusted: ", and check the address",
  });
  if (told !== undefined) return told;
  if (error instanceof TargetRefusal) return refused(error, whom);
  throw error;
}

function refused(error: TargetRefusal, whom: Whom): Why {
  const code = error.code === "" ? "" : ` ${error.code}`;
  const ids = `${error.call}, HTTP ${error.status}${code}, request ${error.requestId}`;
  const known = sentences(whom)[error.code];
  if (known !== undefined) return why(known.cause, known.next, ids);
  if ([429, 500, 502, 503, 504].includes(error.status))
    return why(
      `The storage account was busy or failed (${error.message})`,
      "Run this stage again in some minutes; it goes on where it stopped",
      ids,
      { retry: "safe" },
    );
  const next = "Check the address and the storage account's network rules, then run this stage again";
  return why(`The storage account refused: ${error.message}`, next, ids);
}

type Told = Readonly<{ cause: string; next: string }>;

function sentences(whom: Whom): Readonly<Record<string, Told>> {
  const { settings, at } = whom;
  const client = `ClientID ${defuse(settings.clientId)}`;
  const signIn = {
    cause: `The storage account does not accept the sign-in of ${client}: it belongs to another tenant or another cloud, or the agent's clock is wrong`,
    next: "Check TenantID, ClientID, AuthorityURL and the target's address of the connection",
  };
  const missing = {
    cause: `${client} may not do this: it lacks the role ${role}, or was given it less than 10 minutes ago`,
    next: `Give it the role ${role} on the container or its storage account, wait 10 minutes, then run this stage again`,
  };
  return {
    ...ofThePlace,
    AuthorizationPermissionMismatch: missing,
    AuthorizationFailure: {
      cause: `${missing.cause}; or the storage account's firewall does not let this agent in`,
      next: `${missing.next}; where it has the role, let the agent's network in`,
    },
    AuthenticationFailed: signIn,
    InvalidAuthenticationInfo: signIn,
    NoAuthenticationInformation: signIn,
    ContainerNotFound: {
      cause: `There is no container ${at.container} in ${at.account}`,
      next: "Make the container, for $web by switching the static website on, or correct the address",
    },
  };
}

const role = "Storage Blob Data Contributor";

const ofThePlace: Readonly<Record<string, Told>> = {
  ContainerBeingDeleted: {
    cause: "The container is being deleted",
    next: "Wait until it is gone, make it again, then run this stage again",
  },
  AccountIsDisabled: {
    cause: "The storage account is disabled",
    next: "Ask the subscription's owner to enable it",
  },
  LeaseIdMissing: {
    cause: "Somebody holds a lease on a file of the site",
    next: "Let them give it back, or break it, then run this stage again",
  },
  SnapshotsPresent: {
    cause:
      "A file that this release no longer has carries snapshots, so that the storage account does not delete it",
    next: "Delete the snapshots or the file, then run this stage again",
  },
  BlobImmutableDueToPolicy: {
    cause: "An immutability policy protects the container's files",
    next: "Take the policy away, or use another container",
  },
};
