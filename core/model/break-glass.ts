/**
 * A person's word that a deployment is meant in spite of the calendar. It is given as a reason that begins with
 * `Break-glass:`, wherever Azure DevOps or the hub takes one: so it is kept where the reason is kept, and seen there.
 */
export type BreakGlass = Readonly<{
  /** What stands behind the mark; never empty. */
  reason: string;
  /** Id of the person. Absent: who is about to start it. */
  by?: string;
  /** Id of somebody else who approved the stage. `toCome`: nobody can have been asked yet. */
  second?: string;
}>;

/** What the second person is before a stage was started. */
export const secondToCome = "toCome";

const mark = /^\s*break[- ]?glass\s*:\s*(\S[^]*)$/i;

/** The reason behind the mark. Absent where a text has no mark, or nothing behind it. */
export function brokenGlass(text: string | undefined): string | undefined {
  return mark.exec(text ?? "")?.[1]?.trim();
}

/** A reason with the mark before it, once. */
export function asBreakGlass(reason: string): string {
  return `Break-glass: ${brokenGlass(reason) ?? reason.trim()}`;
}
