import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { sshTarget } from "../../../../adapters/targets/ssh/ssh-target.ts";
import type { SshSettings } from "../../../../adapters/targets/ssh/ssh-settings.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { secret } from "../../../../core/model/secret.ts";
import type { Deployed, DeployIo, Target } from "../../../../core/ports-of-targets.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { installedSshd, type Sshd, type SshdOptions, startSshd } from "../../../support/sshd.ts";
import { withFolder, write } from "../../../support/temporary-folder.ts";

export const files = {
  Sln: { "Core.zip": "core", "checker/report.sarif": "{}" },
  Site: { "index.html": "<h1>hello</h1>", "a b/ü%;].txt": "x", 'it\'s $(touch pwned) `x`/-n "q".txt': "y" },
};

/** What is deployed. */
export const artefacts = [sealedArtefact("Sln", files.Sln, "solution"), sealedArtefact("Site", files.Site)];

/** The first 8 digits of the seal's root. */
export const root8 = "0123abcd";

/** A server, a folder in it, artefacts, and targets that lead there. */
export type Place = Readonly<{
  base: string;
  at: string;
  drop: string;
  server: Sshd;
  settings: (changed?: Partial<SshSettings>) => SshSettings;
  target: (changed?: Partial<SshSettings>) => Target;
}>;

/** Lends a running server. Targets that were not closed are closed after it, as the act does. */
export function withPlace(use: (place: Place) => Promise<void>, options: SshdOptions = {}): Promise<void> {
  return withFolder(async (base) => {
    const [at, drop, etc] = [join(base, "app"), join(base, "drop"), join(base, "etc")];
    for (const folder of [at, etc]) await mkdir(folder);
    await write(join(drop, "Sln"), files.Sln);
    await write(join(drop, "Site"), files.Site);
    const server = await startSshd(etc, options);
    const common = settingsFor(server, at, drop);
    const targets: Target[] = [];
    const settings: Place["settings"] = (changed = {}) => ({ ...common, ...changed });
    const target: Place["target"] = (changed) => {
      const made = sshTarget(settings(changed));
      targets.push(made);
      return made;
    };
    try {
      await use({ base, at, drop, server, settings, target });
    } finally {
      await Promise.all(targets.map((one) => one.close().catch(() => undefined)));
      await server.stop();
    }
  });
}

function settingsFor({ port, user, hostKey, privateKey }: Sshd, at: string, drop: string): SshSettings {
  return {
    environment: "UAT",
    path: `ssh://${user}@127.0.0.1:${port}${at}`,
    hostKey,
    secret: secret(privateKey),
    release: { id: "classic:57", name: "Release-57" },
    sealRoot: `${root8}ffff`,
    stage: "UAT",
    job: "job",
    keep: 5,
    source: (artefact) => join(drop, artefact),
    lockTimes: { beat: 20, watch: 300 },
  };
}

/** A `before` hook: without a server there is nothing to test against. */
export function needsSshd(this: Mocha.Context): void {
  if (installedSshd() !== undefined) return;
  console.log("      skipped: there is no OpenSSH server on this machine");
  this.skip();
}

/** Plans, deploys, verifies and closes, as the act does. */
export async function whole(target: Target, wanted: readonly SealedArtefact[] = artefacts): Promise<string> {
  await target.plan(wanted);
  await deployAll(target, io(), wanted);
  const said = await target.verify(wanted, io());
  await target.close();
  return said;
}

/** Deploys every artefact. */
export async function deployAll(
  target: Target,
  given: DeployIo = io(),
  wanted: readonly SealedArtefact[] = artefacts,
): Promise<Deployed[]> {
  const done: Deployed[] = [];
  for (const artefact of wanted)
    done.push(
      await target.deploy(
        { artefact: artefact.name, kind: artefact.kind, action: "create", text: "" },
        artefact,
        given,
      ),
    );
  return done;
}

/** What an adapter tells, to nobody. */
export function io(changed: Partial<DeployIo> = {}): DeployIo {
  return {
    tell: () => undefined,
    progress: () => undefined,
    saveOperation: () => Promise.resolve(),
    earlier: [],
    keep: () => Promise.resolve(),
    signal: new AbortController().signal,
    ...changed,
  };
}
