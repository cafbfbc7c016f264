import { h } from "./elements.ts";
import { openFrame } from "./frame.ts";
import { pages } from "./pages/pages.ts";
import { services } from "./services/services.ts";
import { drawShell, nameOf, root } from "./shell.ts";
import { readWorld, type HostWorld } from "./world.ts";

const world = readWorld(services);
const path = decodeURIComponent(window.location.pathname).slice(root(world).length);
const hub = /^_(?:apps\/hub|settings)\/(.+)$/.exec(path)?.[1];
if (hub === undefined) void drawPage(world, path);
else drawHub(world, hub);

function drawHub(here: HostWorld, contributionId: string): void {
  const contribution = here.contribution(contributionId);
  const title = contribution ? nameOf(contribution) : "Extension";
  document.title = `${title} - ${here.config.project.name}`;
  const main = drawShell(here, title);
  if (!contribution) {
    main.append(
      h("p", { class: "note", role: "alert" }, `No installed extension contributes ${contributionId}.`),
    );
    return;
  }
  main.classList.add("hub");
  const frame = openFrame(here, contributionId);
  main.append(frame.element);
  // From the console, and for tests: `standin.call("my-menu", "execute", [context])` is what a menu of the host does.
  Object.assign(window, { standin: { call: frame.channel.call } });
}

async function drawPage(here: HostWorld, name: string): Promise<void> {
  const page = pages.find(({ matches }) => matches.test(name));
  const title = page?.title ?? "Azure DevOps";
  document.title = `${title} - ${here.config.project.name}`;
  const main = drawShell(here, title);
  const heading = h("h1", {}, title);
  const note = page
    ? `In Azure DevOps, this is ${page.inAzureDevOps}.`
    : "In Azure DevOps, this is a page that the stand-in does not have.";
  main.append(heading, h("p", { class: "note" }, note));
  try {
    if (page) await page.draw(here, main);
  } catch (error) {
    main.append(
      h(
        "p",
        { role: "alert" },
        `The page could not be read: ${error instanceof Error ? error.message : "unknown"}`,
      ),
    );
  }
}
