import type { JSX } from "preact";
import type { Release } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import type { Over } from "../shared/route.ts";
import { NewReleaseView } from "./new-release-view.tsx";
import { useNewRelease } from "./use-new-release.ts";

type NewReleasePageProps = {
  hub: Hub;
  over: Extract<Over, { panel: "new" }>;
  close: () => void;
  created: (release: Release) => void;
};

/** The panel that makes a release. */
export function NewReleasePage({ hub, over, close, created }: NewReleasePageProps): JSX.Element {
  return <NewReleaseView {...useNewRelease(hub, { ...over, close, created })} />;
}
