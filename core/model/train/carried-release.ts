import { text, type Shape } from "../read-shape.ts";
import { readReleaseId, type ReleaseId } from "../release.ts";

/**
 * A release that a train carries: one of its own project, or of another project of the organisation, whose GUID stands behind:
 * `classic:57@5b6e…`. Numbers of classic releases mean nothing outside their project, and names of projects change.
 */
export type CarriedId = ReleaseId | `${ReleaseId}@${string}`;

/** A release as its own project knows it. `project`: the GUID of another project than the train's. */
export type CarriedRelease = Readonly<{ release: ReleaseId; project?: string }>;

/** Takes a carried release's id apart. Absent for a text of another form. */
export function readCarriedId(text: string): CarriedRelease | undefined {
  const [id = "", project, ...rest] = text.split("@");
  const parts = readReleaseId(id);
  if (parts === undefined || rest.length > 0) return undefined;
  const release: ReleaseId = `${parts.kind}:${parts.number}`;
  if (project === undefined) return { release };
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(project) ? { release, project } : undefined;
}

/** The id of a release that is carried. */
export function carriedId({ release, project }: CarriedRelease): CarriedId {
  return project === undefined ? release : `${release}@${project.toLowerCase()}`;
}

/** The release's id where it is of the train's own project. */
export function ownRelease(id: string): ReleaseId | undefined {
  const carried = readCarriedId(id);
  return carried?.project === undefined ? carried?.release : undefined;
}

/** Reads the id of a release that is carried, strictly. */
export const carriedShape: Shape<CarriedId> = (value, at, faults) => {
  const id = text(100)(value, at, faults);
  if (id === null) return null;
  const carried = readCarriedId(id);
  if (carried !== undefined) return carriedId(carried);
  faults.push(`${at} is no release`);
  return null;
};
