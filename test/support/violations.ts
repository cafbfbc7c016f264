import { AxeBuilder } from "@axe-core/playwright";
import type { OpenHub } from "../../scripts/hub-driver.ts";

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page, and in the panel over it; empty where everybody can use it. `only`: nothing but these rules. */
export async function violations({ page, hub }: OpenHub, only?: readonly string[]): Promise<string[]> {
  // Under a modal dialog all else is inert, the page's own heading included.
  const isModal = (await hub.getByRole("dialog").count()) > 0;
  const axe = new AxeBuilder({ page });
  if (only) axe.withRules([...only]);
  else axe.withTags(tags).disableRules(isModal ? ["page-has-heading-one"] : []);
  const { violations: found } = await axe.analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) =>
        `${id}: ${help}\n  ${JSON.stringify(target)}\n  ${failureSummary ?? ""}`,
    ),
  );
}
