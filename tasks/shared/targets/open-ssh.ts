import { sshTarget } from "../../../adapters/targets/ssh/ssh-target.ts";
import { secretOf } from "../../../core/acts/choose-connection.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { lacking, must, type Opening, type Place } from "./opening.ts";

/** The server's folder of `TargetPath`. A lock that a killed process leaves gives no sign of life and is taken over. */
export function openSsh({ inputs, context, artefacts }: Opening, proved: Place): Target {
  const { release, stage } = proved.start;
  const { resolved } = proved.connection;
  const secret = secretOf(resolved, "Secret");
  if (secret === undefined) throw lacking(proved, "Secret");
  return sshTarget({
    environment: resolved.environment,
    path: must(proved, "TargetPath"),
    hostKey: must(proved, "TargetHostKey"),
    secret,
    release: { id: release.id, name: release.name },
    sealRoot: proved.seal.root,
    stage: stage.name,
    job: context.job,
    keep: inputs.keep,
    source: artefacts.path,
  });
}
