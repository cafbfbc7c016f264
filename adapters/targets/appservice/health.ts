import { refusal } from "../../../core/failure.ts";
import { bounded, defuse, quoted } from "../../../core/model/defuse.ts";
import { NoAnswer } from "../shared/target-request.ts";
import type { AppServiceSettings, AppServiceWorld } from "./appservice-settings.ts";

/** Which answers mean that a site is healthy, and where they are asked for. */
export type HealthRule = Readonly<{
  path: string;
  ranges: readonly (readonly [number, number])[];
  text: string;
  /** For how long a site that is not well is asked, in milliseconds. */
  patience: number;
}>;

/** Reads the inputs of the health check. Refuses what is no path of the site, and what are no statuses. */
export function healthRule(
  settings: Pick<AppServiceSettings, "healthPath" | "healthStatuses" | "waitMinutes">,
): HealthRule {
  const path = settings.healthPath.trim() || "/";
  const base = "https://site.invalid";
  const isPath = /^\/(?![/\\])[^\s\\]{0,500}$/.test(path) && new URL(base + path).origin === base;
  if (!isPath) throw badInput("healthPath", path, "a path of the site, for example /healthz");
  const text = settings.healthStatuses.trim() || "200-299";
  const ranges = text.split(",").map((part) => rangeOf(part.trim()));
  if (ranges.some((range) => range === undefined))
    throw badInput("healthStatuses", text, "statuses like 200-299,401");
  const patience = Math.min(5, settings.waitMinutes) * 60_000;
  return { path, ranges: ranges.flatMap((range) => (range === undefined ? [] : [range])), text, patience };
}

function rangeOf(part: string): readonly [number, number] | undefined {
  const [, from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(part) ?? [];
  return from !== undefined && to !== undefined && from <= to ? [Number(from), Number(to)] : undefined;
}

/** Whether a status is one that was asked for. */
export function isHealthy({ ranges }: HealthRule, status: number): boolean {
  return ranges.some(([from, to]) => status >= from && status <= to);
}

/** What a site answered: the last answers in words, the newest last. `reached`: that one was an answer at all. */
export type Verdict = Readonly<{ isHealthy: boolean; reached: boolean; answers: readonly string[] }>;

/** So many good answers in a row: a site that is starting answers once well and then not. */
const goodInRow = 3;

/** Asks until the answers were good often enough in a row, or the time is up. No redirect is followed, no token is sent. */
export async function askHealth(
  origin: string,
  rule: HealthRule,
  world: Pick<AppServiceWorld, "http" | "now" | "sleep">,
  stop: () => boolean,
): Promise<Verdict> {
  const answers: string[] = [];
  const until = world.now() + rule.patience;
  for (let good = 0; ;) {
    const answer = await oneAnswer(origin, rule, world);
    answers.push(answer.words);
    good = answer.isGood ? good + 1 : 0;
    const isHealthy = good >= goodInRow;
    if (isHealthy || stop() || world.now() >= until)
      return { isHealthy, reached: answer.reached, answers: answers.slice(-5) };
    await world.sleep(answer.isGood ? 2000 : 5000);
  }
}

type Answer = Readonly<{ isGood: boolean; reached: boolean; words: string }>;

async function oneAnswer(
  origin: string,
  rule: HealthRule,
  { http }: Pick<AppServiceWorld, "http">,
): Promise<Answer> {
  const request = {
    method: "GET",
    url: `${origin}${rule.path}`,
    repeatable: true,
    tries: 1,
    patience: 30_000,
  } as const;
  try {
    const answer = await http.send({
      ...request,
      headers: { "user-agent": "release-manager", "cache-control": "no-cache" },
    });
    const to = answer.header("location");
    const redirect = to === undefined ? "" : ` to ${bounded(defuse(to).replace(/\s+/g, " "), 120)}`;
    return { isGood: isHealthy(rule, answer.status), reached: true, words: `${answer.status}${redirect}` };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { isGood: false, reached: false, words: `no answer (${bounded(defuse(error.message), 160)})` };
  }
}

function badInput(name: string, text: string, wanted: string): Error {
  return refusal({
    code: "RM001",
    what: "The step did not begin",
    where: `input ${name}`,
    cause: `${quoted(text)} is not ${wanted}`,
    next: `Correct the input ${name}`,
  });
}
