import { ask } from "./ask.ts";
import { h } from "./elements.ts";
import type { HostWorld } from "./world.ts";

const hour = 3_600_000;
const jumps: readonly (readonly [string, number])[] = [
  ["+1 hour", hour],
  ["+1 day", 24 * hour],
  ["+60 days", 60 * 24 * hour],
];

/** The organisation's own clock, which only moves when somebody moves it forward, beside real time. */
export function clock(world: HostWorld): HTMLElement | undefined {
  const { control } = world.config;
  if (control === undefined) return undefined;
  const url = new URL("clock", control).href;
  const shown = h("output", {}, "…");
  const show = async (): Promise<void> => {
    const { now } = (await ask(world, url)) as { now: string };
    shown.value = new Date(now).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
  };
  const move = async (milliseconds: number): Promise<void> => {
    await ask(world, url, { method: "POST", body: JSON.stringify({ advance: milliseconds }) });
    await show();
  };
  const buttons = jumps.map(([name, by]) =>
    h("button", { click: () => void move(by), title: `Move the stand-in's clock: ${name}` }, name),
  );
  void show().catch(() => (shown.value = "unknown"));
  return h("div", { class: "clock" }, h("small", {}, "Clock"), shown, ...buttons);
}
