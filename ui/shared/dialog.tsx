import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { IconButton } from "./buttons.tsx";

type PanelProps = {
  title: string;
  /** One line below the title. */
  under?: ComponentChildren;
  close: () => void;
  children: ComponentChildren;
  footer?: ComponentChildren;
  /** `panel` comes in from the side, `dialog` stands in the middle. */
  look?: "panel" | "dialog";
  /** Given, the whole is a form: Enter in a field submits it. */
  submit?: () => void;
};

/** A modal element of the browser: it keeps the focus inside, closes on Escape and gives the focus back to who opened it. */
export function Panel(props: PanelProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    if (element && !element.open) element.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  const cancel = (event: Event): void => {
    event.preventDefault();
    props.close();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    props.submit?.();
  };
  return (
    <dialog ref={dialog} class={props.look ?? "panel"} aria-labelledby={id} onCancel={cancel}>
      <form onSubmit={submit} noValidate>
        <header>
          <div class="grow">
            <h2 id={id} tabIndex={-1} autofocus>
              {props.title}
            </h2>
            {props.under && <small>{props.under}</small>}
          </div>
          <IconButton icon="close" name="Close" act={props.close} />
        </header>
        <div class="body" tabIndex={0}>
          {props.children}
        </div>
        {props.footer && <footer>{props.footer}</footer>}
      </form>
    </dialog>
  );
}
