import type { JSX } from "preact";
import type { ConnectionFault } from "../../core/model/connection.ts";
import type { Finding } from "../../core/model/evidence.ts";
import { StatusSign } from "./icons.tsx";
import { levelWords, signOfLevel } from "./signs.ts";

/** Findings, each with its level as a sign and, for a screen reader, in words. */
export function FindingList({ findings }: { findings: readonly Finding[] }): JSX.Element {
  return (
    <ul class="findings">
      {findings.map((finding, at) => (
        <li key={`${finding.id}${at}`} class={finding.level}>
          <StatusSign sign={signOfLevel(finding.level)} />
          <div>
            <b>
              <span class="unseen">{levelWords[finding.level]}: </span>
              {finding.title}
            </b>
            {finding.detail !== "" && <small>{finding.detail}</small>}
            {finding.fix !== undefined && <small class="fix">{finding.fix}</small>}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** What keeps a connection from being used, one line a variable, each with what to do. */
export function FaultList({ faults }: { faults: readonly ConnectionFault[] }): JSX.Element {
  return (
    <ul class="findings">
      {faults.map((fault) => (
        <li key={`${fault.kind}${fault.variable}`} class="warning">
          <StatusSign sign="warning" />
          <div>
            <b>
              <span class="unseen">Warning: </span>
              {fault.text}
            </b>
            <small class="fix">{fault.fix}</small>
          </div>
        </li>
      ))}
    </ul>
  );
}
