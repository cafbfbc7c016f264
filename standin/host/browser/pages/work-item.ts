import { ask } from "../ask.ts";
import { h } from "../elements.ts";
import type { HostWorld } from "../world.ts";
import { api, facts, moment, table } from "./parts.ts";

type Fields = Readonly<Record<string, unknown>>;
type Item = { rev: number; fields: Fields };
type Update = {
  rev: number;
  revisedBy: { displayName: string };
  fields?: Record<string, { newValue?: unknown } | undefined>;
};
type Type = { name: string; states: { name: string }[] };
type List<T> = { value: T[] };

/** One work item, of which the signed-in person may change the state, with a comment. */
export async function drawWorkItem(world: HostWorld, main: HTMLElement): Promise<void> {
  const id = Number(/edit\/(\d+)/.exec(window.location.pathname)?.[1]);
  const url = api(world, "core", `wit/workitems/${id}`);
  const [item, updates, types] = (await Promise.all([
    ask(world, url),
    ask(world, `${url}/updates`),
    ask(world, api(world, "core", "wit/workitemtypes")),
  ])) as [Item, List<Update>, List<Type>];
  const { fields } = item;
  const assigned = fields["System.AssignedTo"] as { displayName: string } | undefined;
  main.append(
    facts([
      ["Title", word(fields["System.Title"])],
      ["Type", word(fields["System.WorkItemType"])],
      ["State", word(fields["System.State"])],
      ["Assigned to", assigned?.displayName],
      ["Tags", word(fields["System.Tags"])],
      ["Description", textOf(fields["System.Description"])],
    ]),
    stateForm(world, item, { url, types: types.value }),
    table("History", ["Revision", "State", "By", "On", "Comment"], updates.value.map(rowOf).reverse()),
  );
}

function stateForm(
  world: HostWorld,
  { rev, fields }: Item,
  { url, types }: Readonly<{ url: string; types: readonly Type[] }>,
): HTMLElement {
  const now = word(fields["System.State"]);
  const states = types.find(({ name }) => name === fields["System.WorkItemType"])?.states ?? [];
  const state = h("select", { id: "state" });
  for (const { name } of states) state.append(new Option(name, name, false, name === now));
  const comment = h("input", { id: "comment", type: "text" });
  const said = h("p", { role: "alert" });
  const save = async (): Promise<void> => {
    const body = patchOf(rev, state.value, comment.value);
    try {
      await ask(world, url, { method: "PATCH", body, contentType: "application/json-patch+json" });
      window.location.reload();
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : "It was not saved.";
    }
  };
  return h(
    "form",
    {
      submit: (event) => {
        event.preventDefault();
        void save();
      },
    },
    h("label", {}, "State ", state),
    " ",
    h("label", {}, "Comment ", comment),
    " ",
    h("button", { class: "primary" }, "Save"),
    said,
  );
}

/** Upon the revision that is shown: whoever saved meanwhile is not overwritten. */
function patchOf(rev: number, state: string, comment: string): string {
  const html = comment.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return JSON.stringify([
    { op: "test", path: "/rev", value: rev },
    { op: "add", path: "/fields/System.State", value: state },
    ...(comment === "" ? [] : [{ op: "add", path: "/fields/System.History", value: html }]),
  ]);
}

function rowOf({ rev, revisedBy, fields = {} }: Update): (string | undefined)[] {
  const value = (name: string): string => word(fields[name]?.newValue);
  return [
    String(rev),
    value("System.State"),
    revisedBy.displayName,
    moment(value("System.ChangedDate")),
    textOf(value("System.History")),
  ];
}

function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The text of a field that is kept as HTML: a document of its own runs no script of it. */
function textOf(html: unknown): string {
  return new DOMParser().parseFromString(word(html), "text/html").body.textContent;
}
