import { ask } from "../ask.ts";
import { h } from "../elements.ts";
import type { HostWorld } from "../world.ts";

/** The log whose REST address stands in the page's own address. Addresses of other hosts are not asked. */
export async function drawLog(world: HostWorld, main: HTMLElement): Promise<void> {
  const url = new URL(new URLSearchParams(window.location.search).get("url") ?? "", window.location.origin);
  if (url.origin !== window.location.origin) throw new Error("the address is not one of this organisation");
  const log = await ask(world, url.href);
  const text = typeof log === "string" ? log : (log as { value: string[] }).value.join("\n");
  main.append(h("pre", { tabindex: "0", "aria-label": "Log" }, text));
}
