type Content = Node | string | undefined;
type Properties = Readonly<Record<string, string | boolean | EventListener | undefined>>;

/** Makes an element. Texts stay texts: nothing of what the organisation answers is ever read as HTML. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...content.filter((node) => node !== undefined));
  return element;
}
