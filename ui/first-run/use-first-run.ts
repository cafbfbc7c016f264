import { useEffect, useState } from "preact/hooks";
import type { Release } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import { buildsToAsk } from "./first-run.ts";

/** Asks for one build after the other, until one was sealed: mostly the first one answers. */
async function noneSealed(hub: Hub, builds: readonly number[]): Promise<boolean> {
  for (const build of builds) {
    if ((await hub.azure.evidences.seal(build)).kind !== "absent") return false;
  }
  return builds.length > 0;
}

/** Whether to greet: there are releases, and none of the newest builds was sealed. A failed read greets nobody. */
export function useFirstRun(hub: Hub, releases: readonly Release[] | undefined): [boolean, () => void] {
  const [unsealed, setUnsealed] = useState(false);
  const [closed, close] = useState(false);
  const builds = buildsToAsk(releases ?? []).join();
  useEffect(() => {
    noneSealed(hub, builds.split(",").filter(Boolean).map(Number)).then(setUnsealed, () =>
      setUnsealed(false),
    );
  }, [builds]);
  return [unsealed && !closed, () => close(true)];
}
