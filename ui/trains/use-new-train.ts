import { useMemo, useState } from "preact/hooks";
import { createTrain } from "../../core/acts/trains.ts";
import type { Person } from "../../core/model/person.ts";
import type { TrainTemplate } from "../../core/model/train/template.ts";
import type { Choice } from "../shared/fields.tsx";
import type { Hub } from "../shared/hub.ts";
import { newGuid } from "../shared/new-guid.ts";
import { doneAlready, useAct } from "../shared/use-act.ts";
import { newDraft, weighed } from "./draft.ts";
import type { NewTrainViewProps } from "./new-train-view.tsx";
import { whyNoTrain } from "./trains.ts";
import { type Known, makingOf } from "./use-trains.ts";

type About = Readonly<{ known: Known; template: string | undefined; close: () => void }>;

/** Who can be chosen to lead it: the reader, the release managers, and whoever was looked for. */
function useManagers({ me, roles, people }: Known): [readonly Person[], (found: Person) => void] {
  const [others, setOthers] = useState<readonly Person[]>([]);
  const managers = roles.kind === "read" ? roles.value.releaseManager.people : [];
  const known = people.filter(({ id }) => id === me.id || managers.includes(id));
  const all = [...known, ...others.filter(({ id }) => !known.some((one) => one.id === id))];
  return [all, ({ id, name }) => setOthers([...others.filter((one) => one.id !== id), { id, name }])];
}

function choiceOf({ id, name }: TrainTemplate): Choice {
  return { value: id, text: name };
}

/** A train that is being made, weighed by the rules with every letter. */
export function useNewTrain(hub: Hub, { known, template, close }: About): NewTrainViewProps {
  const { me, roles, templates } = known;
  const [draft, setDraft] = useState(() => newDraft(hub.now(), me.id, template ?? ""));
  const [managers, addManager] = useManagers(known);
  const [acting, act] = useAct();
  const id = useMemo(newGuid, []);
  const making = makingOf(hub, known);
  const found = making ? weighed(draft, { id, templates, ...making }) : undefined;

  async function make(): Promise<void> {
    if (making === undefined || found?.wanted === undefined) return;
    const { value } = await createTrain(found.wanted, making);
    hub.toast(`Train #${value.number} is made.`);
    hub.go({ place: { view: "train", train: value.number, tab: "plan" } });
  }

  return {
    draft,
    change: (part) => setDraft({ ...draft, ...part }),
    templates: templates.kind === "read" ? templates.value.kept.map(({ value }) => choiceOf(value)) : [],
    managers,
    search: hub.azure.people.search,
    addManager: (person) => {
      addManager(person);
      setDraft({ ...draft, manager: person.id });
    },
    train: found?.train,
    because: whyNoTrain(me.id, roles, hub.sha256 !== undefined) ?? found?.because ?? doneAlready(acting),
    acting,
    make: () => act(make),
    close,
  };
}
