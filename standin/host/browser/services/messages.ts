import { h } from "../elements.ts";
import { openMessageDialog } from "../message-dialog.ts";
import { openOverlay } from "../overlay.ts";
import type { HostWorld } from "../world.ts";

type Toast = { message: string; duration: number; callToAction?: string; onCallToActionClick?: () => void };
type Banner = {
  message?: string;
  messageFormat?: string;
  messageLinks?: Link[];
  level?: number;
  dismissable?: boolean;
};
type Link = { name: string; href: string };
type Dialog = {
  contributionId?: string;
  contributionConfiguration?: Record<string, unknown>;
  title?: string;
  message?: string;
  onDismiss?: () => void;
};

const levels = ["info", "warning", "error", "success"];

/** `ms.vss-tfs-web.tfs-global-messages-service` */
export function messagesService(world: HostWorld): object {
  const open: { dialog?: () => void } = {};
  return {
    addToast: (toast: Toast) => addToast(toast),
    addBanner: (banner: Banner) => addBanner(banner),
    closeBanner: () => document.getElementById("banner")?.remove(),
    addDialog: (dialog: Dialog) => void (open.dialog = addDialog(world, dialog)),
    closeDialog: () => open.dialog?.(),
  };
}

function addToast({ message, duration, callToAction, onCallToActionClick }: Toast): void {
  const toast = h("div", { class: "toast", role: "status" }, h("span", {}, message));
  const close = (): void => toast.remove();
  if (callToAction) {
    const act = (): void => {
      close();
      onCallToActionClick?.();
    };
    toast.append(h("button", { click: act }, callToAction));
  }
  document.body.append(toast);
  window.setTimeout(close, duration);
}

function addBanner(banner: Banner): void {
  document.getElementById("banner")?.remove();
  const kind = levels[banner.level ?? 0] ?? "info";
  const drawn = h("div", { id: "banner", class: `banner ${kind}`, role: "status" }, ...words(banner));
  const close = h("button", { "aria-label": "Close", click: () => drawn.remove() }, "✕");
  if (banner.dismissable !== false) drawn.append(close);
  document.querySelector("main")?.prepend(drawn);
}

function words({ message, messageFormat, messageLinks }: Banner): (string | Node)[] {
  return messageFormat === undefined ? [message ?? ""] : linked(messageFormat, messageLinks ?? []);
}

function linked(format: string, links: readonly Link[]): (string | Node)[] {
  return format.split(/(\{\d+\})/).map((part) => {
    const link = links[Number(/^\{(\d+)\}$/.exec(part)?.[1] ?? Number.NaN)];
    return link ? h("a", { href: link.href }, link.name) : part;
  });
}

function addDialog(world: HostWorld, dialog: Dialog): () => void {
  const onClose = (): void => dialog.onDismiss?.();
  if (dialog.contributionId === undefined) {
    return openMessageDialog(dialog.message ?? "", { title: dialog.title, onClose });
  }
  const { contributionConfiguration: configuration, title } = dialog;
  return openOverlay(world, "dialog", dialog.contributionId, { title, configuration, onClose });
}
