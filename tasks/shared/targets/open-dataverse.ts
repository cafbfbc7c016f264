import type { DataverseSettings } from "../../../adapters/targets/dataverse/dataverse-settings.ts";
import { dataverseTarget } from "../../../adapters/targets/dataverse/dataverse-target.ts";
import { secretOf, textOf } from "../../../core/acts/choose-connection.ts";
import { refusal } from "../../../core/failure.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { agentNetwork, processWorld } from "../agent-network.ts";
import { must, type Opening, type Place } from "./opening.ts";
import { clientIdOf, signIn } from "./sign-in.ts";

/** The Dataverse environment of `TargetURL`. */
export async function openDataverse(opening: Opening, proved: Place): Promise<Target> {
  const { resolved } = proved.connection;
  const settingsFile = await settingsText(opening);
  return dataverseTarget(
    {
      environment: resolved.environment,
      url: must(proved, "TargetURL"),
      clientId: clientIdOf(opening, proved),
      stageClass: proved.start.stage.class,
      ...(settingsFile === undefined ? {} : { settingsFile }),
      waitMinutes: opening.inputs.waitMinutes,
      checkerThreshold: opening.inputs.checkerThreshold,
      ...pagesOf(opening, proved),
    },
    {
      ...processWorld(opening.agent),
      http: agentNetwork(),
      signIn: (http) => signIn(opening, proved, http),
      archivePath: (artefact) => opening.artefacts.path(artefact.name),
      variables: process.env,
    },
  );
}

/** `pac` signs in by the group's own secret only: where a service connection signs in, it has none to give. */
function pagesOf({ inputs }: Opening, { connection }: Place): Pick<DataverseSettings, "pages"> {
  const { resolved } = connection;
  const [tenantId, secret] = [textOf(resolved, "TenantID"), secretOf(resolved, "Secret")];
  if (inputs.serviceConnection !== "" || tenantId === undefined || secret === undefined) return {};
  return { pages: { tenantId, secret, profile: textOf(resolved, "DeploymentProfile") ?? "" } };
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
