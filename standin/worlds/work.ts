import type { Kit } from "../azure-devops/world.ts";
import type { PullRequest, WorkItem } from "../azure-devops/state/work-state.ts";

/** Commits of the sample repository that work items name: each is that of one build of Contoso Web. */
export const commits = {
  startPage: "3f1d0c9e5b7a42668c1e9d04a7b6f82e51c3d970",
  cookieBanner: "a94e27d1c05f4b3b9e6871f2d83c60b57e1f4a08",
  summerSale: "c71b85e20d9f4e6aa3f4b1907c5d28e6093fb4d2",
} as const;

/** The stored query that gates of the sample ask: bugs that are not closed. */
export const openBugs = "6d9a1f34-2c57-4b8e-9f10-83e5a7c4d1b2";

const day = 24 * 60 * 60 * 1000;

/** A state that a work item came into: what, by whom, how many days ago. */
type Step = readonly [state: string, by: string, daysAgo: number];

type Story = Readonly<{
  type: string;
  title: string;
  description?: string;
  assignedTo: string;
  tags?: readonly string[];
  commits?: readonly string[];
  /** The first one is the creation. */
  steps: readonly Step[];
}>;

const stories: readonly Story[] = [
  {
    type: "User Story",
    title: "New start page",
    description: "Visitors find the three best sellers at once.",
    assignedTo: "contributor",
    commits: [commits.startPage],
    steps: [
      ["New", "releaseManager", 20],
      ["Active", "contributor", 17],
      ["Resolved", "contributor", 13],
      ["Closed", "releaseManager", 12],
    ],
  },
  {
    type: "User Story",
    title: "Summer sale",
    description: "All summer goods at a lower price until the end of August.",
    assignedTo: "contributor",
    tags: ["sale"],
    commits: [commits.summerSale],
    steps: [
      ["New", "releaseManager", 9],
      ["Active", "contributor", 4],
    ],
  },
  {
    type: "Task",
    title: "Write the texts of the start page",
    assignedTo: "contributor",
    commits: [commits.startPage],
    steps: [
      ["New", "contributor", 17],
      ["Active", "contributor", 16],
      ["Closed", "contributor", 14],
    ],
  },
  {
    type: "Task",
    title: "Pictures for the summer sale",
    assignedTo: "contributor",
    tags: ["sale"],
    commits: [commits.summerSale],
    steps: [
      ["New", "contributor", 4],
      ["Closed", "contributor", 2],
    ],
  },
  {
    type: "Task",
    title: "Teaser of the sale on the start page",
    assignedTo: "contributor",
    tags: ["sale"],
    steps: [
      ["New", "releaseManager", 4],
      ["Active", "contributor", 1],
    ],
  },
  {
    type: "Task",
    title: "Translate the cookie banner",
    assignedTo: "approver",
    steps: [
      ["New", "releaseManager", 8],
      ["Removed", "releaseManager", 6],
    ],
  },
  {
    type: "Bug",
    title: "The cookie banner covers the menu on phones",
    assignedTo: "contributor",
    tags: ["web"],
    commits: [commits.cookieBanner],
    steps: [
      ["New", "approver", 10],
      ["Active", "contributor", 9],
      ["Resolved", "contributor", 7],
      ["Closed", "approver", 6],
    ],
  },
  {
    type: "Bug",
    title: "Prices of the sale are shown without tax",
    assignedTo: "contributor",
    tags: ["sale", "severity-1"],
    commits: [commits.summerSale],
    steps: [
      ["New", "approver", 2],
      ["Active", "contributor", 1],
    ],
  },
];

/** Eight work items, the query for open bugs, one test run and two pull requests. */
export function furnishWork(kit: Kit): void {
  const { site } = kit;
  const { work } = site.state;
  work.items.push(...stories.map((story) => itemOf(kit, story)));
  work.queries.push({
    id: openBugs,
    name: "Open bugs",
    wiql: "SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.WorkItemType] = 'Bug' AND [System.State] <> 'Closed'",
  });
  work.testRuns.push({
    id: 1,
    name: "Contoso Web, in the browser",
    state: "Completed",
    totalTests: 40,
    passedTests: 39,
    startedOn: ago(kit, 1),
    completedOn: ago(kit, 1),
    owner: idOf(kit, "contributor"),
  });
  work.pullRequests.push(
    pullRequest(kit, { id: 1, title: "Summer sale", status: "completed", closedOn: ago(kit, 2) }),
    pullRequest(kit, { id: 2, title: "Prices with tax", status: "active" }),
  );
}

function itemOf(kit: Kit, story: Story): WorkItem {
  const { type, title, description = "", assignedTo, tags = [] } = story;
  return {
    id: kit.site.next("workItem"),
    commits: [...(story.commits ?? [])],
    revisions: story.steps.map(([state, by, daysAgo]) => ({
      fields: {
        type,
        title,
        description,
        state,
        reason: `Moved to state ${state}`,
        assignedTo: idOf(kit, assignedTo),
        tags: [...tags],
      },
      by: idOf(kit, by),
      on: ago(kit, daysAgo),
    })),
  };
}

function pullRequest(
  kit: Kit,
  order: Pick<PullRequest, "id" | "title" | "status" | "closedOn">,
): PullRequest {
  return {
    ...order,
    repository: { id: "7c1f9a20-3d4e-4f5a-8b6c-9d0e1f2a3b4c", name: "Contoso" },
    source: `refs/heads/change/${order.id}`,
    target: "refs/heads/main",
    createdBy: kit.site.callers.identity(idOf(kit, "contributor")),
    createdOn: ago(kit, 3),
  };
}

function idOf({ site }: Kit, role: string): string {
  return site.callers.person(role)?.id ?? "";
}

function ago({ site }: Kit, days: number): string {
  return new Date(site.clock.now() - days * day).toISOString();
}
