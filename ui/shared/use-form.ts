import { useEffect, useState } from "preact/hooks";
import type { Identity, Person } from "../../core/model/person.ts";
import { type Desk, type Doing, meanwhileOf } from "./doing.ts";
import type { AboutTrain, Field, Making, Typed } from "./form.ts";
import type { FormViewProps } from "./form-view.tsx";
import type { Hub } from "./hub.ts";
import { asksForOffered, nothingOffered, type Offered, readOffered } from "./offered.ts";
import { reportOf } from "./report.ts";
import { broughtUp, clashRows, decided, looked, orderIn, type Standing } from "./standing.ts";
import { trainOf } from "./train-known.ts";
import { doneAlready, useAct } from "./use-act.ts";
import { type Opening, type Orders, useDoing } from "./use-orders.ts";

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
function usePeople({ known: { people } }: AboutTrain): [readonly Person[], (found: Identity) => void] {
  const [others, setOthers] = useState<readonly Person[]>([]);
  const all = [...people, ...others.filter(({ id }) => !people.some((one) => one.id === id))];
  return [all, ({ id, name }) => setOthers([...others.filter((one) => one.id !== id), { id, name }])];
}

type Sending<A extends AboutTrain, O> = Readonly<{
  hub: Hub;
  desk: Desk<A, O>;
  make: Making<A, O>;
  doing: (about: A) => Doing;
  done: (order: O, problems: readonly string[]) => void;
  stand: (change: (now: Standing<A, O>) => Standing<A, O>) => void;
}>;

// Of somebody who changes it again and again the reader is told in the end.
const mostAgain = 4;
const stays = "What somebody else changed meanwhile stays, too.";

/** Does what is typed. Where somebody else changed other fields meanwhile, it does so once more with both. */
async function send<A extends AboutTrain, O>(
  first: Standing<A, O>,
  { hub, desk, make, doing, done, stand }: Sending<A, O>,
): Promise<void> {
  const ready = (standing: Standing<A, O>): ReturnType<typeof orderIn<A, O>> =>
    orderIn(standing, desk, hub.now());
  const tried = async (now: Standing<A, O>, left: number): Promise<void> => {
    const order = ready(now);
    if (typeof order === "string") return;
    try {
      const problems = await desk.perform(order.order, doing(now.about));
      hub.toast(now === first ? now.form.said : `${now.form.said} ${stays}`);
      done(order.order, problems);
    } catch (error) {
      // However often it was changed, it is what the reader saw that is brought up.
      const meanwhile = await meanwhileOf(hub, first.about.known, error);
      if (meanwhile === undefined) throw error;
      const next = broughtUp(first, make, meanwhile);
      if (left > 0 && meanwhile.known && typeof ready(next) !== "string") return tried(next, left - 1);
      // What was typed since the button was pressed stays.
      stand(({ typed }) => broughtUp({ ...first, typed }, make, meanwhile));
      throw error;
    }
  };
  return tried(first, mostAgain);
}

type FormOptions<A, O> = Pick<Orders<A, O>, "close" | "done"> & Readonly<{ opening: Opening<A, O> }>;

/** A form that is being filled in, weighed by the rules with every letter. */
export function useForm<A extends AboutTrain, O>(
  hub: Hub,
  desk: Desk<A, O>,
  { opening, close, done }: FormOptions<A, O>,
): FormViewProps {
  const { form: first, about: opened, make } = opening;
  const [standing, stand] = useState<Standing<A, O>>({
    ...{ form: first, about: opened, typed: first.typed, clashes: [] },
  });
  const [acting, act, settle] = useAct();
  const doing = useDoing(hub, trainOf(opened).number);
  const { form, about, typed, told, halt } = standing;
  const fields = form.fields(typed, { ...about, now: hub.now() });
  const offered = useOffered(hub, fields);
  const [people, found] = usePeople(about);
  const ready = orderIn(standing, desk, hub.now());
  const doneBy: Sending<A, O>["done"] = (order, problems) => done(opening, order, problems);
  const seen = (next: Standing<A, O>): void => {
    stand(next);
    if (next.told === undefined) settle();
  };
  return {
    ...{ form, fields, typed, people, found, offered, acting, close, meanwhile: told },
    azure: hub.azure,
    because: typeof ready === "string" ? ready : doneAlready(acting),
    clashes: clashRows(standing, { people, offered }),
    change: (name, value) =>
      stand((now) => ({ ...now, typed: withFit(now.typed, { name, value }, fields, offered) })),
    decide: ({ clash }, taken) => seen(decided(standing, clash, taken)),
    reload: halt === "look" ? () => seen(looked(standing)) : undefined,
    submit: () => act(() => send(standing, { hub, desk, make, doing, done: doneBy, stand })),
  };
}

/** What is typed, with the class that the chosen environment has. */
function withFit(
  typed: Typed,
  { name, value }: Readonly<{ name: string; value: string }>,
  fields: readonly Field[],
  { environments }: Offered,
): Typed {
  const isPlace = fields.some((one) => one.name === name && one.look === "environment");
  const place = isPlace ? environments.find((one) => one.name === value) : undefined;
  const fit = place?.class !== undefined && "class" in typed ? { class: place.class } : {};
  return { ...typed, ...fit, [name]: value };
}
