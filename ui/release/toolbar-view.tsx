import type { JSX } from "preact";
import { Button, IconButton } from "../shared/buttons.tsx";
import { OutButton, RouteButton } from "../shared/nav.tsx";
import type { Card } from "./cards.ts";
import type { Shown } from "./shown.ts";
import type { Acts } from "./use-acts.ts";

/** The stage that the button at the top is for: the one that waits for it, else one that can be started, else the first. */
function nextCard(cards: readonly Card[]): Card | undefined {
  const offered = cards.filter((card) => card.deploy);
  const startable = offered.filter(({ deploy }) => deploy?.because === undefined);
  return startable.find(({ ready }) => ready) ?? startable[0] ?? offered[0];
}

/** The same sealed build through another pipeline: only what was sealed can be linked. */
function Promote({ shown: { release, facts } }: { shown: Shown }): JSX.Element | null {
  if (facts.build?.id === undefined || facts.seal.root === undefined) return null;
  const place = { view: "release" as const, id: release.id, tab: "pipeline" as const };
  return (
    <RouteButton
      label="Promote to another pipeline"
      to={{ place, over: { panel: "new", build: facts.build.id, from: release.id } }}
    >
      Promote…
    </RouteButton>
  );
}

/** The same build once more, to other targets: nothing is built again. */
function Elsewhere({ shown: { release, facts } }: { shown: Shown }): JSX.Element | null {
  if (facts.build?.id === undefined || facts.seal.root === undefined) return null;
  const place = { view: "release" as const, id: release.id, tab: "pipeline" as const };
  const pipeline = `${release.kind}:${release.pipeline.id}` as const;
  return (
    <RouteButton
      label="Send these same artefacts to other environments"
      to={{ place, over: { panel: "new", pipeline, build: facts.build.id, elsewhere: true } }}
    >
      Send elsewhere…
    </RouteButton>
  );
}

/** What closes a release, and what takes it away. */
function Closing({ shown, acts }: { shown: Shown; acts: Acts }): JSX.Element {
  const { archived, undeletable } = shown.standing;
  return (
    <>
      <Button icon="archive" pending={acts.acting.kind === "pending"} act={() => acts.archive(!archived)}>
        {archived ? "Bring back" : "Archive"}
      </Button>
      <Button because={undeletable} act={() => acts.cards.ask({ kind: "delete" })}>
        Delete…
      </Button>
    </>
  );
}

type ToolbarProps = { shown: Shown; acts: Acts; reload: () => void };

/** What can be done with the release as a whole. */
export function Toolbar({ shown, acts, reload }: ToolbarProps): JSX.Element {
  const { release } = shown;
  const cards = shown.columns.flat();
  const next = nextCard(cards);
  const running = cards.find((card) => card.cancel);
  return (
    <>
      {next?.deploy && (
        <Button
          primary={next.ready}
          icon="deploy"
          because={next.deploy.because}
          act={() => acts.cards.deploy(next.name)}
        >
          {next.deploy.words} to {next.name}
        </Button>
      )}
      <Button
        icon="stop"
        because={running ? undefined : "Nothing runs."}
        act={() => running && acts.cards.ask({ kind: "cancel", stage: running.name })}
      >
        Cancel
      </Button>
      <IconButton icon="refresh" name="Refresh" act={reload} />
      <Promote shown={shown} />
      <Elsewhere shown={shown} />
      {shown.missing.length === 0 && <Closing shown={shown} acts={acts} />}
      <OutButton to={release.webUrl}>
        {release.kind === "classic" ? "Edit" : "Open in Azure DevOps"}
      </OutButton>
    </>
  );
}
