import { useEffect, useState } from "preact/hooks";
import type { TrainKnown } from "../../core/acts/open-train.ts";
import type { Identity, Person } from "../../core/model/person.ts";
import type { Hub } from "../shared/hub.ts";
import { newGuid } from "../shared/new-guid.ts";
import type { Field, Form } from "./form.ts";
import type { FormViewProps } from "./form-view.tsx";
import { asksForOffered, nothingOffered, readOffered, type Offered } from "./offered.ts";
import { reportOf } from "../shared/report.ts";
import { refusalOf } from "./order.ts";
import { useDoing } from "./use-doing.ts";

/** A form that is open, with the train as it was when the reader opened it: an act upon another one is refused. */
export type Opening = Readonly<{ form: Form; known: TrainKnown }>;

type Ending = Readonly<{ close: () => void; done: (problems: readonly string[]) => void }>;

/** What the project offers, read when a field asks for it first. */
function useOffered(hub: Hub, fields: readonly Field[]): Offered {
  const [offered, setOffered] = useState(nothingOffered);
  const asked = asksForOffered(fields);
  useEffect(() => {
    const tell = (error: unknown): void =>
      setOffered({ ...nothingOffered, problems: [reportOf(error).cause] });
    if (asked) readOffered(hub.azure).then(setOffered, tell);
  }, [asked]);
  return offered;
}

/** Everybody who can be chosen: who stands in the train or holds a role, and whoever was looked for. */
function usePeople({ people }: TrainKnown): [readonly Person[], (found: Identity) => void] {
  const [others, setOthers] = useState<readonly Person[]>([]);
  const all = [...people, ...others.filter(({ id }) => !people.some((one) => one.id === id))];
  return [all, ({ id, name }) => setOthers([...others.filter((one) => one.id !== id), { id, name }])];
}

/** A form that is being filled in, weighed by the rules with every letter. */
export function useForm(hub: Hub, { form, known: opened }: Opening, ending: Ending): FormViewProps {
  const [known, setKnown] = useState(opened);
  const [typed, setTyped] = useState(form.typed);
  const { acting, meanwhile, start, settle } = useDoing(hub, opened.whole.train.value.number);
  const now = hub.now();
  const about = { known, now, newId: newGuid };
  const fields = form.fields(typed, about);
  const offered = useOffered(hub, fields);
  const [people, found] = usePeople(known);
  const order = form.order(typed, about);
  const because = typeof order === "string" ? order : refusalOf(known, order, now);

  function change({ name, look }: Field, value: string): void {
    const place = look === "environment" ? offered.environments.find((one) => one.name === value) : undefined;
    const fits = place?.class !== undefined && "class" in typed ? { class: place.class } : {};
    setTyped({ ...typed, ...fits, [name]: value });
  }

  return {
    ...{ form, fields, typed, change, people, found, offered, because, acting },
    search: hub.azure.people.search,
    meanwhile: meanwhile?.told,
    reload: () => {
      if (meanwhile?.known !== undefined) setKnown(meanwhile.known);
      settle();
    },
    submit: () => {
      if (typeof order === "string") return;
      start(order, known, (problems) => {
        hub.toast(form.said);
        ending.done(problems);
      });
    },
    close: ending.close,
  };
}
