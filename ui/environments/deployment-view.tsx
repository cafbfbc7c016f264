import type { ComponentChildren, JSX } from "preact";
import type { Deployment } from "../../core/model/deployment.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Release } from "../../core/model/release.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { stateWords } from "../../core/model/words.ts";
import { Copyable } from "../shared/buttons.tsx";
import { StatusSign } from "../shared/icons.tsx";
import { OutLink, RouteLink } from "../shared/nav.tsx";
import { Ago, Banner, FailureBanner, LocalTime, Skeleton, StatusLine } from "../shared/pieces.tsx";
import { signOfState } from "../shared/signs.ts";
import type { Loaded } from "../shared/use-loaded.ts";
import { deploymentKey } from "./environments.ts";
import { type Look, lookAt } from "./look.ts";
import type { Step } from "./panel.ts";

/** The deployment that is looked at. */
export type Chosen = Readonly<{
  deployment: Deployment;
  /** Its release, and what of that could not be read. */
  told: Loaded<Readonly<{ release: Release; problems: readonly string[] }> | undefined>;
  way: readonly Step[];
  /** It is looked at as it stands now. */
  isNow: boolean;
  buildUrl?: string;
}>;

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Course({ deployment, now }: { deployment: Deployment; now: Instant }): JSX.Element {
  const moments = [
    { name: "Queued", at: deployment.queuedOn },
    { name: "Started", at: deployment.startedOn },
    { name: "Finished", at: deployment.finishedOn },
  ];
  return (
    <>
      {moments.map(
        ({ name, at }) =>
          at !== undefined && (
            <Fact key={name} name={name}>
              <Ago at={at} now={now} />
            </Fact>
          ),
      )}
    </>
  );
}

function Why({ why }: { why: WhyNot }): JSX.Element {
  return (
    <p>
      {why.text}
      {why.until !== undefined && (
        <>
          {" "}
          Until <LocalTime at={why.until} />.
        </>
      )}
    </p>
  );
}

function Facts({ chosen, look, now }: { chosen: Chosen; look: Look; now: Instant }): JSX.Element {
  const { deployment } = chosen;
  return (
    <dl class="facts">
      <Fact name="Release">
        <RouteLink to={{ place: { view: "release", id: deployment.release, tab: "pipeline" } }}>
          {deployment.releaseName}
        </RouteLink>
      </Fact>
      <Fact name="Build, with commits and work items">
        <OutLink to={chosen.buildUrl}>{look.build}</OutLink>
      </Fact>
      {look.commit !== "" && (
        <Fact name="Commit">
          <Copyable text={look.commit} what="commit" />
        </Fact>
      )}
      {look.facts.map(({ name, text }) => (
        <Fact key={name} name={name}>
          {text}
        </Fact>
      ))}
      <Course deployment={deployment} now={now} />
      {look.url !== undefined && (
        <Fact name="In Azure DevOps">
          <OutLink to={look.url}>{deployment.releaseName}</OutLink>
        </Fact>
      )}
    </dl>
  );
}

function Way({ way, now }: { way: readonly Step[]; now: Instant }): JSX.Element {
  return (
    <>
      <h3>The way of this build</h3>
      <ol class="steps">
        {way.map(({ environment, pipeline, line, deployment }) => (
          <li key={deploymentKey(deployment)}>
            <StatusSign sign={line.sign} />
            <div class="grow">
              <b>{environment}</b> {line.words}
              <small class="dim">
                {" "}
                {line.at !== undefined && <Ago at={line.at} now={now} />} · {line.name} · {pipeline}
              </small>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** One deployment closely, and the way of what it carried. */
export function DeploymentView({ chosen, now }: { chosen: Chosen; now: Instant }): JSX.Element {
  const { deployment, told } = chosen;
  const known = told.kind === "loaded" ? told.value : undefined;
  const look = lookAt(deployment, known?.release, chosen.isNow);
  return (
    <>
      <StatusLine
        sign={signOfState(deployment.status.state)}
        words={stateWords(deployment.status)}
        title={`Azure DevOps says: ${deployment.status.wire}`}
      />
      {look.why && <Why why={look.why} />}
      {told.kind === "failed" && <FailureBanner report={told.report} />}
      {known?.problems.map((problem) => (
        <Banner key={problem} sign="warning">
          {problem}
        </Banner>
      ))}
      <Facts chosen={chosen} look={look} now={now} />
      {told.kind === "loading" && <Skeleton rows={1} height={44} />}
      <Way way={chosen.way} now={now} />
    </>
  );
}
