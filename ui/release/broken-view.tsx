import type { JSX } from "preact";
import type { ReleaseLinks } from "../../core/model/links.ts";
import { brokenOf } from "../../core/model/protection.ts";
import { classWords, stateWords } from "../../core/model/words.ts";
import { Button, Copyable } from "../shared/buttons.tsx";
import { RouteLink } from "../shared/nav.tsx";
import { PageHeader } from "../shared/page.tsx";
import { Ago, Banner, FailureBanner, Pill, StatusLine } from "../shared/pieces.tsx";
import { home } from "../shared/route.ts";
import { signOfState } from "../shared/signs.ts";
import type { Acting } from "../shared/use-act.ts";
import { Fact } from "./fact.tsx";
import { Head } from "../shared/head.tsx";
import { StandingFacts } from "./standing-view.tsx";

export type BrokenViewProps = Readonly<{
  links: ReleaseLinks;
  now: number;
  acting: Acting;
  archive: (archived: boolean) => void;
  reload: () => void;
}>;

function Stages({ links, now }: { links: ReleaseLinks; now: number }): JSX.Element | null {
  if (links.stages.length === 0) return null;
  return (
    <div class="card scrolls">
      <table>
        <caption>Where it stood when it was last looked at</caption>
        <Head names={["Stage", "Class", "State", "When"]} />
        <tbody>
          {links.stages.map(({ name, state, on, ...stage }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{classWords(stage.class)}</td>
              <td>
                <StatusLine sign={signOfState(state)} words={stateWords({ state, wire: "" })} />
              </td>
              <td>{on === undefined ? "not known" : <Ago at={on} now={now} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A release that Azure DevOps no longer has: what is still known of it. */
export function BrokenView({ links, now, acting, archive, reload }: BrokenViewProps): JSX.Element {
  const guard = brokenOf(links);
  const archived = links.archivedOn !== undefined;
  return (
    <>
      <PageHeader
        title={links.name}
        above={<RouteLink to={home}>Releases</RouteLink>}
        beside={
          <>
            <Pill>{links.pipeline.name}</Pill>
            <Pill>Broken</Pill>
            {archived && <Pill>Archived</Pill>}
          </>
        }
      >
        <Button icon="archive" pending={acting.kind === "pending"} act={() => archive(!archived)}>
          {archived ? "Bring back" : "Archive"}
        </Button>
        <Button icon="refresh" act={reload}>
          Refresh
        </Button>
      </PageHeader>
      {acting.kind === "failed" && <FailureBanner report={acting.report} retry={reload} />}
      <Banner sign="bad">
        <b>This release is broken.</b> {guard.because}
      </Banner>
      {links.title !== undefined && <p class="description">{links.title}</p>}
      <dl class="facts">
        <Fact name="Build">{links.build?.number ?? "not known"}</Fact>
        <Fact name="Seal">
          {links.root === undefined ? (
            "not sealed"
          ) : (
            <Copyable text={links.root} what="the seal's root digest" />
          )}
        </Fact>
        <StandingFacts guard={guard} now={now} />
      </dl>
      <Stages links={links} now={now} />
    </>
  );
}
