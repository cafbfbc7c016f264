import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { dataverseTarget } from "../../../adapters/targets/dataverse/dataverse-target.ts";
import { secretOf, textOf } from "../../../core/acts/choose-connection.ts";
import type { Proved } from "../../../core/acts/deployment.ts";
import { refusal } from "../../../core/failure.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { agentNetwork } from "../agent-network.ts";
import { lacking, must, type Opening } from "./opening.ts";

/** The Dataverse environment of `TargetURL`. */
export async function openDataverse(opening: Opening, proved: Proved): Promise<Target> {
  const { resolved } = proved.connection;
  const secret = secretOf(resolved, "Secret");
  if (secret === undefined) throw lacking(proved, "Secret");
  const authorityUrl = textOf(resolved, "AuthorityURL");
  const settingsFile = await settingsText(opening);
  return dataverseTarget(
    {
      environment: resolved.environment,
      url: must(proved, "TargetURL"),
      tenantId: must(proved, "TenantID"),
      clientId: must(proved, "ClientID"),
      secret,
      ...(authorityUrl === undefined ? {} : { authorityUrl }),
      stageClass: proved.start.stage.class,
      ...(settingsFile === undefined ? {} : { settingsFile }),
      waitMinutes: opening.inputs.waitMinutes,
    },
    {
      now: Date.now,
      sleep: (milliseconds) => pause(milliseconds),
      newId: randomUUID,
      http: agentNetwork(),
      archivePath: (artefact) => opening.artefacts.path(artefact.name),
      tell: opening.agent.say,
    },
  );
}

/** The settings file lies in an artefact, so that it is sealed and proved like everything else. */
async function settingsText({ inputs, artefacts }: Opening): Promise<string | undefined> {
  if (inputs.settings === "") return undefined;
  const [artefact = "", ...path] = inputs.settings.replace(/\\/g, "/").split("/");
  const text = path.length === 0 ? undefined : await artefacts.text(artefact, path.join("/"));
  if (text !== undefined) return text;
  throw refusal({
    code: "RM001",
    what: "The step did not begin",
    where: "input settings",
    cause: `"${inputs.settings}" is no file of an artefact`,
    next: "Give the name of the artefact and the path in it, for example Sln/settings-UAT.json",
  });
}
