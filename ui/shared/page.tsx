import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { RouteLink } from "./nav.tsx";
import type { Route } from "./route.ts";

type PageHeaderProps = {
  title: ComponentChildren;
  above?: ComponentChildren;
  beside?: ComponentChildren;
  children?: ComponentChildren;
};

/** The title of a page, what stands beside it, and the buttons at the other end. */
export function PageHeader({ title, above, beside, children }: PageHeaderProps): JSX.Element {
  return (
    <header class="page-header">
      {above && <nav aria-label="Breadcrumb">{above}</nav>}
      <div>
        <h1>{title}</h1>
        {beside}
        <div class="toolbar">{children}</div>
      </div>
    </header>
  );
}

export type Tab = Readonly<{ name: string; to: Route; current: boolean }>;

/** Tabs that are links: each has an address of its own. */
export function Tabs({ tabs, name }: { tabs: readonly Tab[]; name: string }): JSX.Element {
  return (
    <nav class="tabs" aria-label={name}>
      {tabs.map((tab) => (
        <RouteLink key={tab.name} to={tab.to} current={tab.current}>
          {tab.name}
        </RouteLink>
      ))}
    </nav>
  );
}

/** Says a change aloud to those who do not see it, politely, once. */
export function Live({ text }: { text: string }): JSX.Element {
  const [said, setSaid] = useState("");
  useEffect(() => {
    // The region must exist before its text changes, else nothing is said.
    const timer = setTimeout(() => setSaid(text), 100);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <div class="unseen" role="status" aria-live="polite">
      {said}
    </div>
  );
}
