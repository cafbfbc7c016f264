import { h } from "./elements.ts";
import { openFrame } from "./frame.ts";
import type { HostWorld } from "./world.ts";

export type OverlayOptions = {
  title?: string | undefined;
  description?: string;
  size?: number;
  lightDismiss?: boolean;
  configuration?: Record<string, unknown> | undefined;
  onClose?: (result: unknown) => void;
};

const widths = ["340px", "480px", "640px"];

/** Opens a second frame in a dialog or a panel. What its `close(result)` gives comes to `onClose`. */
export function openOverlay(
  world: HostWorld,
  kind: "dialog" | "panel",
  contributionId: string,
  options: OverlayOptions,
): () => void {
  const heading = h("h2", { id: "overlay-title" }, options.title ?? "");
  const overlay = h("dialog", { class: kind, "aria-labelledby": "overlay-title" });
  const answer: { result?: unknown } = {};
  const close = (result?: unknown): void => {
    answer.result = result;
    overlay.close();
  };
  const bar = h("header", {}, heading, h("button", { "aria-label": "Close", click: () => close() }, "✕"));
  if (options.description) bar.append(h("p", {}, options.description));
  if (kind === "panel") overlay.style.width = widths[options.size ?? 1] ?? "480px";
  const configuration = { ...options.configuration, [kind]: { close } };
  const resized = (_: number | undefined, height: number | undefined): void => {
    if (kind === "dialog" && height) frame.element.style.height = `${height}px`;
  };
  const frame = openFrame(world, contributionId, { configuration, resized });
  overlay.append(bar, frame.element);
  overlay.addEventListener("close", () => {
    frame.close();
    overlay.remove();
    options.onClose?.(answer.result);
  });
  document.body.append(overlay);
  overlay.showModal();
  return () => close();
}
