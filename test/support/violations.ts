import { AxeBuilder } from "@axe-core/playwright";
import type { OpenHub } from "../../scripts/hub-driver.ts";

/** What axe finds on the page, and in the panel over it; empty where everybody can use it. */
export async function violations({ page, hub }: OpenHub): Promise<string[]> {
  const isModal = (await hub.getByRole("dialog").count()) > 0;
  const axe = new AxeBuilder({ page }).disableRules(isModal ? ["page-has-heading-one"] : []);
  return (await axe.analyze()).violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary ?? ""}`),
  );
}
