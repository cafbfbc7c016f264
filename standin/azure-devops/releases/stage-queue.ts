import type { EngineWorld } from "../engine/engine-world.ts";
import { deploy } from "./deploy.ts";
import type { Outcome } from "./deploy.ts";
import { lastPlaces, setStatus } from "./stage-attempt.ts";
import type { Place } from "./stage-attempt.ts";

/** Deploys what is queued: so many at a time to each stage of a definition, whatever the release. */
export class StageQueue {
  readonly #world: EngineWorld;
  readonly #deployed: (place: Place, outcome: Outcome) => void;
  readonly #running = new Map<number, AbortController>();

  constructor(world: EngineWorld, deployed: (place: Place, outcome: Outcome) => void) {
    this.#world = world;
    this.#deployed = deployed;
  }

  add(place: Place): void {
    setStatus(this.#world.site, place, "queued", "queued");
    this.advance(place.environment.definition.id);
  }

  /** Gives false where the attempt does not run. */
  abort({ attempt }: Place): boolean {
    const running = this.#running.get(attempt.id);
    running?.abort();
    return running !== undefined;
  }

  /** Everything stops, and nothing follows. */
  clear(): void {
    for (const place of lastPlaces(this.#world.site)) {
      if (place.environment.status === "queued") setStatus(this.#world.site, place, "canceled", "canceled");
    }
    for (const running of this.#running.values()) running.abort();
  }

  /** Begins what may begin at one stage of a definition. */
  advance(stage: number): void {
    const places = lastPlaces(this.#world.site).filter(
      ({ environment }) => environment.definition.id === stage,
    );
    const definition = places[0]?.environment.definition;
    if (definition === undefined) return;
    const waiting = places
      .filter(
        ({ environment, attempt }) => environment.status === "queued" && attempt.operationStatus === "queued",
      )
      .sort((a, b) => a.attempt.id - b.attempt.id);
    // A depth of 1 lets only the newest one wait.
    const dropped = definition.queueDepthCount === 1 ? waiting.splice(0, waiting.length - 1) : [];
    for (const place of dropped) setStatus(this.#world.site, place, "canceled", "canceled");
    const busy = places.filter(({ attempt }) => this.#running.has(attempt.id)).length;
    const free = definition.concurrencyCount === 0 ? waiting.length : definition.concurrencyCount - busy;
    for (const place of waiting.slice(0, Math.max(0, free))) this.#deploy(place);
  }

  #deploy(place: Place): void {
    const { site, busy, stopped } = this.#world;
    const { environment, attempt } = place;
    const cancel = new AbortController();
    this.#running.set(attempt.id, cancel);
    Object.assign(attempt, { hasStarted: true, startedOn: site.clock.iso(), status: "inProgress" });
    setStatus(site, place, "inProgress", "queuedForAgent");
    const signal = AbortSignal.any([cancel.signal, stopped]);
    const work = deploy(this.#world, place, signal)
      .then((outcome) => this.#deployed(place, outcome))
      .finally(() => {
        this.#running.delete(attempt.id);
        this.advance(environment.definition.id);
      });
    busy.track(work);
  }
}
