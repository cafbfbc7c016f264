/** How long to wait before looking again while something runs, and while nothing does. */
export const pace = { running: 5_000, idle: 30_000 } as const;

const longest = 60_000;

/**
 * How long to wait after so many failures in a row. The page cannot read `Retry-After` (Azure DevOps does not expose it), so
 * it backs off blindly: 5, 10, 20, 40, 60 seconds, up to a quarter more by chance.
 */
export function waitAfter(failures: number, wanted: number, chance: number): number {
  if (failures === 0) return wanted;
  return Math.round(Math.min(longest, pace.running * 2 ** (failures - 1)) * (1 + chance / 4));
}
