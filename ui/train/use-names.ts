import { useEffect, useMemo } from "preact/hooks";
import { ended } from "../../core/failure.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { failed } from "../../core/model/reading.ts";
import type { NamedKind } from "../../core/ports-of-names.ts";
import type { Hub } from "../shared/hub.ts";
import { releasesOf } from "../shared/train-known.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import type { About } from "./about.ts";
import { type Asked, askedNames, namedKinds, type NamesRead } from "./names.ts";

async function namesOf({ azure }: Hub, kind: NamedKind, ids: readonly number[]): Promise<NamesRead> {
  const reading = await readingOf(azure.names.of(kind, ids));
  if (reading.kind === "failed") return { [kind]: reading };
  return { [kind]: { kind: "read", value: new Map(ids.map((id) => [id, reading.value.get(id)])) } };
}

async function load(hub: Hub, asked: Asked): Promise<NamesRead> {
  const some = namedKinds.filter((kind) => asked[kind].length > 0);
  const read = await Promise.all(some.map((kind) => namesOf(hub, kind, asked[kind])));
  return read.reduce((all, one) => ({ ...all, ...one }), {});
}

/** What the releases and pipelines on the train are called: nothing until it is read, and read again only where others are on it, or some were not read. */
export function useNames(hub: Hub, about: About): NamesRead {
  const asked = useMemo(() => askedNames(releasesOf(about)), [about]);
  const { state, reload } = useLoaded(() => load(hub, asked), { key: JSON.stringify(asked) });
  const names = useMemo((): NamesRead => {
    if (state.kind === "loaded") return state.value;
    if (state.kind === "loading") return {};
    const broken = failed(ended(state.report.cause));
    return { classic: broken, run: broken, pipeline: broken };
  }, [state]);
  useEffect(() => {
    if (namedKinds.some((kind) => names[kind]?.kind === "failed")) reload();
  }, [about]);
  return names;
}
