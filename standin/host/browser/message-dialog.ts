import { h } from "./elements.ts";

export type MessageOptions = {
  title?: string | undefined;
  showCancel?: boolean;
  okText?: string;
  cancelText?: string;
  onClose?: (accepted: boolean | undefined) => void;
};

/** Shows a message over the whole page. `onClose` hears true for OK, false for Cancel, nothing for Escape. */
export function openMessageDialog(message: string, options: MessageOptions): () => void {
  const heading = h("h2", { id: "message-title" }, options.title ?? "Azure DevOps");
  const dialog = h(
    "dialog",
    { class: "message", "aria-labelledby": "message-title" },
    heading,
    h("p", {}, message),
  );
  const answer: { accepted?: boolean } = {};
  const choose = (accepted: boolean) => (): void => {
    answer.accepted = accepted;
    dialog.close();
  };
  const buttons = h(
    "div",
    { class: "buttons" },
    h("button", { class: "primary", click: choose(true) }, options.okText ?? "OK"),
  );
  if (options.showCancel ?? true)
    buttons.append(h("button", { click: choose(false) }, options.cancelText ?? "Cancel"));
  dialog.append(buttons);
  dialog.addEventListener("close", () => {
    dialog.remove();
    options.onClose?.(answer.accepted);
  });
  document.body.append(dialog);
  dialog.showModal();
  return () => dialog.close();
}
