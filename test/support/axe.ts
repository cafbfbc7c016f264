import { AxeBuilder } from "@axe-core/playwright";
import type { OpenHub } from "../../scripts/hub-driver.ts";

/** What axe finds on a page, each with its place. Under a modal dialog all else is inert, the page's own heading included. */
export async function violations({ page, hub }: OpenHub): Promise<string[]> {
  const isModal = (await hub.getByRole("dialog").count()) > 0;
  const axe = new AxeBuilder({ page }).disableRules(isModal ? ["page-has-heading-one"] : []);
  return (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary ?? ""}`),
  );
}
