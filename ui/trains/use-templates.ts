import { useState } from "preact/hooks";
import { removeTemplate } from "../../core/acts/remove-template.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { type TemplateRow, whyNoRemoval } from "./templates.ts";
import type { Removing } from "./templates-view.tsx";
import type { Known } from "./use-trains.ts";

type Templates = Readonly<{ hub: Hub; known: Known | undefined; reload: () => void }>;

/** The removing of a template, which is asked first. */
export function useTemplates({ hub, known, reload }: Templates): Removing {
  const [acting, act, settle] = useAct();
  const [asked, ask] = useState<TemplateRow>();
  const roles = known?.roles;
  const close = (): void => {
    ask(undefined);
    settle();
  };
  const remove = async (): Promise<void> => {
    if (asked === undefined || known === undefined || roles?.kind !== "read") return;
    const { azure, project } = hub;
    const doing = { by: known.me.id, now: hub.now() };
    const { documents } = azure;
    await removeTemplate(asked.id, { projectId: project.id, doing, roles: roles.value, documents });
    hub.toast(`The template ${asked.name} is removed.`);
    ask(undefined);
    reload();
  };
  const because = known ? whyNoRemoval(known.me.id, known.roles) : "The templates are not read yet.";
  return { because, asked, acting, ask, close, remove: () => act(remove) };
}
