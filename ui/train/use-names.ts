import { useEffect, useMemo } from "preact/hooks";
import { ended } from "../../core/failure.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { failed } from "../../core/model/reading.ts";
import type { Hub } from "../shared/hub.ts";
import { releasesOf } from "../shared/train-known.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import type { About } from "./about.ts";
import { type Asked, askedNames, keyOf, type KindRead, type NamesRead } from "./names.ts";

async function namesOf({ azure }: Hub, { kind, project, ids }: Asked): Promise<KindRead> {
  return readingOf(
    (async () => {
      const there = project === undefined ? azure : await azure.elsewhere(project);
      const found = await there.names.of(kind, ids);
      const names = new Map(ids.map((id) => [id, found.get(id)]));
      return { names, ...(project === undefined ? {} : { project: there.project.name }) };
    })(),
  );
}

async function load(hub: Hub, asked: readonly Asked[]): Promise<NamesRead> {
  return new Map(await Promise.all(asked.map(async (one) => [keyOf(one), await namesOf(hub, one)] as const)));
}

/** What the releases and pipelines on the train are called: nothing until it is read, and read again only where others are on it, or some were not read. */
export function useNames(hub: Hub, about: About): NamesRead {
  const asked = useMemo(() => askedNames(releasesOf(about)), [about]);
  const { state, reload } = useLoaded(() => load(hub, asked), { key: JSON.stringify(asked) });
  const names = useMemo((): NamesRead => {
    if (state.kind === "loaded") return state.value;
    if (state.kind === "loading") return new Map();
    const broken = failed(ended(state.report.cause));
    return new Map(asked.map((one) => [keyOf(one), broken]));
  }, [state]);
  useEffect(() => {
    if ([...names.values()].some(({ kind }) => kind === "failed")) reload();
  }, [about]);
  return names;
}
