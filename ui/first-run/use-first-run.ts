import { useEffect, useState } from "preact/hooks";
import type { Release } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import { buildsToAsk } from "./first-run.ts";

/** Whether to greet: there are releases, and none of the newest builds was sealed. A failed read greets nobody. */
export function useFirstRun(hub: Hub, releases: readonly Release[] | undefined): [boolean, () => void] {
  const [unsealed, setUnsealed] = useState(false);
  const [closed, close] = useState(false);
  const builds = buildsToAsk(releases ?? []).join();
  useEffect(() => {
    if (builds === "") return;
    const asked = builds.split(",").map((id) => hub.azure.evidences.seal(Number(id)));
    Promise.all(asked).then(
      (found) => setUnsealed(found.every((one) => one.kind === "absent")),
      () => setUnsealed(false),
    );
  }, [builds]);
  return [unsealed && !closed, () => close(true)];
}
