import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Deployment } from "../../../core/model/deployment.ts";
import type { Instant } from "../../../core/model/instant.ts";
import type { Page } from "../../../core/ports.ts";
import { EnvironmentsPage } from "../../../ui/environments/environments-page.tsx";
import type { Route } from "../../../ui/shared/route.ts";
import type { Parts } from "../../core/acts/sample-organisation.ts";
import { at, aYear } from "../../core/model/a-year.ts";
import { group } from "../../core/model/builders.ts";
import { draw, type Drawn, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

export const now = at("11-21 12:00");
const newestFirst = [...aYear].sort((a, b) => (b.queuedOn ?? 0) - (a.queuedOn ?? 0));
export const classic = newestFirst.filter(({ pipeline }) => pipeline.kind === "classic");
export const yaml = newestFirst.filter(({ pipeline }) => pipeline.kind === "yaml");
const inAll = [
  { id: 1, name: "UAT" },
  { id: 2, name: "PROD" },
  { id: 3, name: "Spare" },
];

type Opened = { page: Drawn; watched: Watched; asked: string[]; go: (route: Route) => Promise<void> };

/** Pages of twenty. */
export function paged(all: readonly Deployment[], next = "0"): Page<Deployment> {
  const from = Number(next);
  const items = all.slice(from, from + 20);
  return { items, ...(from + 20 < all.length ? { next: String(from + 20) } : {}) };
}

function partsOf(asked: string[], over: Parts): Parts {
  return {
    releases: {
      deployments: ({ next }) => {
        asked.push(`classic ${next ?? "0"}`);
        return Promise.resolve(paged(classic, next));
      },
      ...over.releases,
    },
    environments: {
      list: gives(inAll),
      deployments: ({ name }, next) => {
        asked.push(`${name} ${next ?? "0"}`);
        return Promise.resolve(
          paged(
            yaml.filter(({ environment }) => environment === name),
            next,
          ),
        );
      },
      ...over.environments,
    },
    connections: { list: gives([group(["TargetURL-UAT=https://uat.example"])]), ...over.connections },
    documents: over.documents ?? {},
    builds: { runs: gives({ items: [] }), withStages: gives({ items: [] }), ...over.builds },
    runs: { pipelines: gives([]), ...over.runs },
  };
}

export async function open(route: Route, over: Parts = {}): Promise<Opened> {
  const asked: string[] = [];
  const watched = watchedHub(partsOf(asked, over), { now: () => now });
  const moved: { to: (route: Route) => void } = { to: () => undefined };
  function Shown(): JSX.Element {
    const [{ place, over: above }, setRoute] = useState(route);
    moved.to = setRoute;
    if (place.view !== "environments") throw new Error("Another page");
    return <EnvironmentsPage hub={watched.hub} place={place} over={above} />;
  }
  const page = draw(<Shown />);
  await settled();
  return {
    page,
    watched,
    asked,
    go: async (to) => {
      moved.to(to);
      await settled();
    },
  };
}

export const today: Route = { place: { view: "environments" } };
export const asOf = (moment: Instant): Route => ({ place: { view: "environments", at: moment } });

/** The cells of a pipeline, by their environment. */
export function cells(page: Drawn, pipeline: string): Record<string, string> {
  const heads = page.all("thead th").map((head) => head.querySelector("a")?.textContent ?? "");
  const row = page.all("tbody tr").find((one) => one.querySelector("th")?.textContent.startsWith(pipeline));
  const texts = [...(row?.children ?? [])].map((cell) => cell.textContent);
  return Object.fromEntries(heads.map((head, index) => [head, texts[index] ?? ""]));
}
