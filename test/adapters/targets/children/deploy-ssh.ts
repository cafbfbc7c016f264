import { join } from "node:path";
import type { SshSettings } from "../../../../adapters/targets/ssh/ssh-settings.ts";
import { sshTarget } from "../../../../adapters/targets/ssh/ssh-target.ts";
import { secret } from "../../../../core/model/secret.ts";
import type { DyingOrder } from "../release-folder-world.ts";
import { whole } from "../whole.ts";
import { dieAtSftp, killer } from "./kill-at.ts";

// Deploys what its only argument says, and dies at its n-th change at the server.
type Order = DyingOrder & Readonly<{ settings: Omit<SshSettings, "source" | "secret">; privateKey: string }>;
const { killAt, settings, drop, artefacts, privateKey } = JSON.parse(process.argv[2] ?? "") as Order;
dieAtSftp(killer(killAt));
const source = (artefact: string): string => join(drop, artefact);
await whole(sshTarget({ ...settings, secret: secret(privateKey), source }), artefacts);
