import type { Locator } from "playwright-core";
import { deployShown, type OpenHub } from "../../scripts/hub-driver.ts";
import { fillIn, sendForm } from "./train-driver.ts";

/** Who owns a task, and the stage that it starts, as `classic:1 UAT`; without one it is manual. */
export type Doer = Readonly<{ owner: string; stage?: string }>;

/** Adds a task to a turnover. */
export async function addTask(open: OpenHub, title: string, { owner, stage }: Doer): Promise<void> {
  await open.hub.getByRole("button", { name: "Add task…" }).click();
  const form = await fillIn(open, { Title: title, Owner: owner });
  if (stage !== undefined) await form.getByLabel("Done by").selectOption(stage);
  await sendForm(open, "Add the task");
  await row(open, title).waitFor();
}

/** Gives a task another stage and another owner. */
export async function changeTask(open: OpenHub, title: string, stage: string): Promise<void> {
  await open.hub.getByRole("button", { name: `Change ${title}` }).click();
  const form = await fillIn(open, { Owner: "Morgan Reed" });
  await form.getByLabel("Done by").selectOption(stage);
  await sendForm(open, "Save the task");
  await row(open, title).getByText("starts Production").waitFor();
}

/** The line of a task. */
export function row({ hub }: OpenHub, title: string): Locator {
  return hub.getByRole("row", { name: title });
}

/** Waits until a task stands so. */
export async function taskIs(open: OpenHub, title: string, words: string): Promise<void> {
  await row(open, title).getByText(words, { exact: true }).waitFor({ timeout: 60_000 });
}

/** Waits until the turnover stands so. */
export async function stateIs({ hub }: OpenHub, words: string): Promise<void> {
  await hub.locator(".above .status b", { hasText: words }).waitFor({ timeout: 60_000 });
}

/** Begins an automated task, through the evidence for its stage. */
export async function begin(open: OpenHub, task: string, stage: string): Promise<void> {
  await open.hub.getByRole("button", { name: `Begin ${task}` }).click();
  const type = stage === "Production" ? { type: "PROD" } : {};
  await deployShown(open, stage, { reason: `${task} for the train`, ...type });
}
