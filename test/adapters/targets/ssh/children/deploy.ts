import { secret } from "../../../../../core/model/secret.ts";
import { sshTarget } from "../../../../../adapters/targets/ssh/ssh-target.ts";
import { whole } from "../deploying.ts";

// Deploys in a process of its own, which can be killed.
const [path = "", hostKey = "", privateKey = "", drop = "", name = ""] = process.argv.slice(2);
await whole(
  sshTarget({
    environment: "UAT",
    path,
    hostKey,
    secret: secret(privateKey),
    release: { id: "classic:1", name },
    sealRoot: "0123abcdffff",
    stage: "UAT",
    job: "child",
    keep: 5,
    source: (artefact) => `${drop}/${artefact}`,
  }),
);
