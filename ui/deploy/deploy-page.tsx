import type { JSX } from "preact";
import type { Hub } from "../shared/hub.ts";
import type { Over } from "../shared/route.ts";
import { DeployView } from "./deploy-view.tsx";
import { useDeploy } from "./use-deploy.ts";

type DeployPageProps = {
  hub: Hub;
  over: Extract<Over, { panel: "deploy" }>;
  close: () => void;
  started: () => void;
};

/** The panel that starts a stage. */
export function DeployPage({ hub, over, close, started }: DeployPageProps): JSX.Element {
  return <DeployView {...useDeploy(hub, { ...over, close, started })} />;
}
