import type { Container, Place } from "./place.ts";
import { openPlace } from "./place.ts";

let opened: ReturnType<typeof openPlace> | undefined;

after(async () => {
  const place = await opened;
  if (place && !("missing" in place)) await place.stop();
});

/** A fresh container for each test of the describe that calls this; all skip, with the reason, where Azurite cannot run. */
export function inAContainer(): Readonly<{ at: () => Container; place: () => Place }> {
  const here: { place?: Place; at?: Container } = {};
  before(async function () {
    this.timeout(360_000);
    const found = await (opened ??= openPlace());
    if ("missing" in found) {
      console.log(found.missing);
      this.skip();
    } else here.place = found;
  });
  beforeEach(async () => {
    here.place?.proxy.reset();
    const at = await here.place?.container();
    if (at) here.at = at;
  });
  const there = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error("Only inside a test.");
    return thing;
  };
  return { at: () => there(here.at), place: () => there(here.place) };
}
