import { type ComponentChildren, createContext, type JSX } from "preact";
import { useContext } from "preact/hooks";
import { Button, IconButton } from "./buttons.tsx";
import { Icon, type IconName } from "./icons.tsx";
import type { Route } from "./route.ts";

/** How links inside the hub work: an address that opens in a new tab, and a way there without one. `project`: the hub of another one. */
export type Links = Readonly<{
  href: (route: Route, project?: string) => string;
  go: (route: Route) => void;
}>;

export const LinksContext = createContext<Links>({ href: () => "#", go: () => undefined });

function plainClick(event: MouseEvent): boolean {
  return event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
}

type RouteLinkProps = { to: Route; children: ComponentChildren; class?: string; current?: boolean };

/** A link to a place in the hub. */
export function RouteLink({ to, children, current, ...rest }: RouteLinkProps): JSX.Element {
  const links = useContext(LinksContext);
  const click = (event: MouseEvent): void => {
    if (!plainClick(event)) return;
    event.preventDefault();
    links.go(to);
  };
  return (
    <a
      {...rest}
      href={links.href(to)}
      target="_top"
      onClick={click}
      {...(current ? { "aria-current": "page" } : {})}
    >
      {children}
    </a>
  );
}

type RouteButtonProps = {
  to: Route;
  children: ComponentChildren;
  primary?: boolean;
  icon?: IconName;
  because?: string;
  label?: string;
};

/** A button that opens something of the hub. */
export function RouteButton({ to, ...rest }: RouteButtonProps): JSX.Element {
  const links = useContext(LinksContext);
  return <Button {...rest} act={() => links.go(to)} />;
}

/** The same as an icon. */
export function RouteIconButton({
  to,
  icon,
  name,
}: {
  to: Route;
  icon: IconName;
  name: string;
}): JSX.Element {
  const links = useContext(LinksContext);
  return <IconButton icon={icon} name={name} act={() => links.go(to)} />;
}

/** A link to a page of Azure DevOps. An address that is none of the web's is shown as text: it came from outside. */
export function OutLink({
  to,
  children,
}: {
  to: string | undefined;
  children: ComponentChildren;
}): JSX.Element {
  if (to === undefined || !/^https?:\/\//i.test(to)) return <span>{children}</span>;
  return (
    <a href={to} target="_top" rel="noopener">
      {children}
    </a>
  );
}

/** A link that looks like a button of a toolbar and leads out to Azure DevOps. */
export function OutButton({ to, children }: { to: string; children: ComponentChildren }): JSX.Element | null {
  if (!/^https?:\/\//i.test(to)) return null;
  return (
    <a class="button subtle" href={to} target="_top" rel="noopener">
      {children}
      <Icon name="out" />
    </a>
  );
}
