import type { ComponentChildren, JSX } from "preact";
import { useContext } from "preact/hooks";
import { type CarriedId, readCarriedId } from "../../core/model/train/carried-release.ts";
import { LinksContext, OutLink, RouteLink } from "./nav.tsx";

/** Leads to a release that a train carries: in another project, to the hub there. */
export function CarriedLink({ id, children }: { id: CarriedId; children: ComponentChildren }): JSX.Element {
  const { href } = useContext(LinksContext);
  const carried = readCarriedId(id);
  if (carried === undefined) return <>{children}</>;
  const to = { place: { view: "release", id: carried.release, tab: "pipeline" } } as const;
  return carried.project === undefined ? (
    <RouteLink to={to}>{children}</RouteLink>
  ) : (
    <OutLink to={href(to, carried.project)}>{children}</OutLink>
  );
}
