import type { Contribution, HostConfig, HostPerson } from "../host-config.ts";
import { themeData, themeNames, type ThemeName } from "./themes.ts";

/** What every part of the page knows: where it is, who looks at it, in which theme. */
export type HostWorld = Readonly<{
  config: HostConfig;
  person: HostPerson;
  theme: () => ThemeName;
  setTheme: (theme: ThemeName) => void;
  /** Told after every change of the theme. */
  onTheme: (listen: () => void) => () => void;
  contribution: (id: string) => Contribution | undefined;
  /** The one service of this page with this id. */
  service: (id: string) => object | undefined;
}>;

/** What makes each service of the page, by its id. */
export type Services = Readonly<Record<string, (world: HostWorld) => object>>;

const personKey = "standin.person";
const themeKey = "standin.theme";

/** Reads what the server put into the page, and what this browser remembers of the last visit. */
export function readWorld(services: Services): HostWorld {
  const config = JSON.parse(document.getElementById("host-config")?.textContent ?? "{}") as HostConfig;
  const listeners = new Set<() => void>();
  const person = config.people.find(({ id }) => id === localStorage.getItem(personKey)) ?? config.people[0];
  if (!person) throw new Error("The organisation has no people.");
  // As a sign-in leaves one: links that lead out of the hub to a log open with it.
  document.cookie = `UserAuthentication=${encodeURIComponent(person.token)}; path=/; SameSite=Lax`;
  const state = { theme: themeNames.find((name) => name === localStorage.getItem(themeKey)) ?? "light" };
  applyTheme(state.theme);
  const made = new Map<string, object | undefined>();
  const world: HostWorld = {
    config,
    person,
    theme: () => state.theme,
    setTheme: (theme) => {
      state.theme = theme;
      localStorage.setItem(themeKey, theme);
      applyTheme(theme);
      for (const listen of listeners) listen();
    },
    onTheme: (listen) => {
      listeners.add(listen);
      return () => listeners.delete(listen);
    },
    service: (id) => {
      if (!made.has(id)) made.set(id, services[id]?.(world));
      return made.get(id);
    },
    contribution: (id) => config.extension?.contributions.find((contribution) => contribution.id === id),
  };
  return world;
}

/** Signs somebody else in: a fresh page, as after a real sign-in. */
export function signInAs(person: string): void {
  localStorage.setItem(personKey, person);
  window.location.reload();
}

function applyTheme(theme: ThemeName): void {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(themeData(theme))) root.style.setProperty(`--${name}`, value);
  root.dataset["theme"] = theme;
  root.style.colorScheme = theme === "light" ? "light" : "dark";
}
