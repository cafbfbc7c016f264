import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Hub } from "../shared/hub.ts";
import { CalendarView } from "./calendar-view.tsx";
import { EntryView } from "./entry-view.tsx";
import { type Editing, type Known, useCalendar } from "./use-calendar.ts";
import { useEntry } from "./use-entry.ts";

type PanelProps = { hub: Hub; about: Editing & { known: Known }; close: () => void; saved: () => void };

function EntryPanel({ hub, about, ...ending }: PanelProps): JSX.Element {
  return <EntryView {...useEntry(hub, about, ending)} />;
}

/** Reservations, freezes and holds, and the form that makes one. */
export function CalendarPage({ hub }: { hub: Hub }): JSX.Element {
  const { view, known, editing, close, saved } = useCalendar(hub);
  useEffect(() => hub.title("Calendar - Release Manager"), []);
  return (
    <>
      <CalendarView {...view} />
      {editing && known && <EntryPanel hub={hub} about={{ ...editing, known }} close={close} saved={saved} />}
    </>
  );
}
