/** Whether a theme is dark: its ground, `--palette-neutral-0`, is not white then. */
export function schemeOf(ground: string): "light" | "dark" {
  const first = Number.parseInt(ground, 10);
  return Number.isNaN(first) || first > 127 ? "light" : "dark";
}

/** Keeps the browser's own controls in the scheme of Azure DevOps's theme, now and whenever it changes. */
export function followTheme(page: Window & typeof globalThis): void {
  const root = page.document.documentElement;
  const apply = (): void => {
    const ground = page.getComputedStyle(root).getPropertyValue("--palette-neutral-0");
    root.style.colorScheme = schemeOf(ground);
  };
  apply();
  page.addEventListener("themeApplied", apply);
}
