import type { ReleaseLinks } from "../../core/model/links.ts";
import type { Release } from "../../core/model/release.ts";
import type { Hub } from "../../ui/shared/hub.ts";
import { pagesOf } from "../../ui/shared/pages.ts";
import type { Route } from "../../ui/shared/route.ts";
import { now, organisation, type Parts, project, release, sha256 } from "../core/acts/sample-organisation.ts";

/** A hub over the sample organisation, and what the person was told and led to. */
export type Watched = Readonly<{
  hub: Hub;
  went: Route[];
  said: string[];
  saved: { name: string; text: string }[];
}>;

export function watchedHub(parts: Parts = {}, over: Partial<Hub> = {}): Watched {
  const went: Route[] = [];
  const said: string[] = [];
  const saved: { name: string; text: string }[] = [];
  const hub: Hub = {
    azure: organisation({ ...parts, documents: { write: () => Promise.resolve(1), ...parts.documents } }),
    project,
    now: () => now,
    wait: () => Promise.resolve(),
    sha256,
    pages: pagesOf("https://dev.azure.com/contoso", project.name, { publisher: "contoso", id: "rm" }),
    go: (route) => went.push(route),
    title: () => undefined,
    toast: (text) => said.push(text),
    save: (name, content) => saved.push({ name, text: Buffer.from(content).toString("utf8") }),
    ...over,
  };
  return { hub, went, said, saved };
}

/** A port that always gives the same. */
export function gives<T>(value: T): () => Promise<T> {
  return () => Promise.resolve(value);
}

/** The sample release with other stages or facts. */
export function releaseWith(over: Partial<Release>): Release {
  return { ...release, ...over };
}

/** What is stored beside the sample release. */
export function linked(over: Partial<ReleaseLinks> = {}): ReleaseLinks {
  const { id, name, pipeline } = release;
  return {
    schema: 1,
    release: id,
    name,
    pipeline: { id: pipeline.id, name: pipeline.name },
    onward: [],
    stages: [],
    ...over,
  };
}
