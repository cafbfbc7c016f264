import type { Contribution } from "../host-config.ts";
import { clock } from "./clock.ts";
import { h } from "./elements.ts";
import { themeNames } from "./themes.ts";
import { signInAs, type HostWorld } from "./world.ts";

type Entry = Readonly<{ id: string; name: string; path: string }>;

const hubGroup = "ms.vss-build-web.build-release-hub-group";
const settingsGroup = "ms.vss-web.project-admin-hub-group";

/** Draws what surrounds a page of Azure DevOps, and gives the place for the page itself. */
export function drawShell(world: HostWorld, title: string): HTMLElement {
  const main = h("main", { "aria-label": `${title}, the page` });
  document.body.replaceChildren(topBar(world, title), h("div", { class: "below" }, navigation(world), main));
  return main;
}

function topBar(world: HostWorld, title: string): HTMLElement {
  const { organisation, project } = world.config;
  const home = `${root(world)}_build`;
  const crumbs = h("ol", { class: "crumbs" });
  for (const crumb of [organisation.name, project.name])
    crumbs.append(h("li", {}, h("a", { href: home }, crumb)));
  crumbs.append(h("li", { "aria-current": "page" }, title));
  const product = h("span", { class: "product" }, "Azure DevOps", h("small", {}, "stand-in on this machine"));
  const path = h("nav", { "aria-label": "Azure DevOps, where you are", class: "path" }, crumbs);
  return h(
    "header",
    { class: "top", "aria-label": "Azure DevOps" },
    product,
    path,
    clock(world),
    themePicker(world),
    personPicker(world),
  );
}

function themePicker(world: HostWorld): HTMLElement {
  const choose = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    world.setTheme(themeNames.find((name) => name === value) ?? "light");
  };
  const words = { light: "Light", dark: "Dark", contrast: "High contrast" };
  const select = h("select", { id: "theme", change: choose });
  for (const name of themeNames) select.append(new Option(words[name], name, false, name === world.theme()));
  return h("label", {}, h("small", {}, "Theme"), select);
}

function personPicker({ config, person }: HostWorld): HTMLElement {
  const select = h("select", {
    id: "person",
    change: (event) => signInAs((event.target as HTMLSelectElement).value),
  });
  for (const { id, name } of config.people) select.append(new Option(name, id, false, id === person.id));
  return h("label", { title: person.role }, h("small", {}, "Signed in as"), select);
}

function navigation(world: HostWorld): HTMLElement {
  const at = (path: string): string => `${root(world)}${path}`;
  const hubs = (target: string): Entry[] =>
    (world.config.extension?.contributions ?? [])
      .filter(({ targets }) => targets.includes(target))
      .map((contribution) => ({
        id: contribution.id,
        name: nameOf(contribution),
        path: at(hubPath(contribution)),
      }));
  const pipelines = [
    { id: "pipelines", name: "Pipelines", path: at("_build") },
    { id: "environments", name: "Environments", path: at("_environments") },
    { id: "releases", name: "Releases", path: at("_release") },
    { id: "library", name: "Library", path: at("_library") },
    ...hubs(hubGroup),
  ];
  const settings = [{ id: "settings", name: "Overview", path: at("_settings") }, ...hubs(settingsGroup)];
  return h(
    "nav",
    { class: "left", "aria-label": "Project" },
    group("Pipelines", pipelines),
    group("Project settings", settings),
  );
}

function group(title: string, entries: readonly Entry[]): HTMLElement {
  const list = h("ul", {});
  for (const { id, name, path } of entries) {
    const current = isHere(path) ? { "aria-current": "page" } : {};
    list.append(h("li", {}, h("a", { href: path, "data-id": id, ...current }, name)));
  }
  return h("section", {}, h("h2", {}, title), list);
}

function isHere(path: string): boolean {
  const here = decodeURIComponent(window.location.pathname);
  return (
    here === path ||
    (path.endsWith("_build") && here.startsWith(path)) ||
    (path.endsWith("_release") && here.startsWith(path))
  );
}

/** Where a hub stands, below the project. Hubs of the settings have a place of their own. */
export function hubPath({ id, targets }: Contribution): string {
  return targets.includes(settingsGroup) ? `_settings/${id}` : `_apps/hub/${id}`;
}

/** The project's own address, with a slash at its end. */
export function root({ config }: HostWorld): string {
  return `${new URL(config.bases.core).pathname}${config.project.name}/`;
}

/** The name under which a hub stands in the navigation. */
export function nameOf({ id, properties }: Contribution): string {
  return typeof properties["name"] === "string" ? properties["name"] : id;
}
