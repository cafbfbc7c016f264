import { openMessageDialog, type MessageOptions } from "../message-dialog.ts";
import { openOverlay, type OverlayOptions } from "../overlay.ts";
import type { HostWorld } from "../world.ts";

/** `ms.vss-features.host-page-layout-service` */
export function layoutService(world: HostWorld): object {
  return {
    openMessageDialog: (message: string, options?: MessageOptions) =>
      openMessageDialog(message, options ?? {}),
    openCustomDialog: (contributionId: string, options?: OverlayOptions) =>
      openOverlay(world, "dialog", contributionId, options ?? {}),
    openPanel: (contributionId: string, options?: OverlayOptions) =>
      openOverlay(world, "panel", contributionId, options ?? {}),
    getFullScreenMode: () => document.body.classList.contains("full-screen"),
    setFullScreenMode: (full: boolean) => void document.body.classList.toggle("full-screen", full),
  };
}
