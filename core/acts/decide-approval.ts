import { refusal } from "../failure.ts";
import type { Releases } from "../ports.ts";

/** Stores a person's yes or no. Azure DevOps itself decides whether that person may. */
export async function decideApproval(
  approvalId: string,
  decision: "approved" | "rejected",
  comment: string,
  releases: Pick<Releases, "decide">,
): Promise<void> {
  if (!/^\d+$/.test(approvalId)) {
    throw refusal({
      code: "RM002",
      what: "Your decision was not stored",
      where: `approval ${approvalId}`,
      cause:
        "It belongs to a run of a YAML pipeline: Release Manager shows those and does not change them yet",
      next: "Decide on the run's own page in Azure DevOps",
    });
  }
  await releases.decide(approvalId, decision, comment.trim());
}
