/** One figure that is held, beside its bar. `least` figures must reach the bar, all others must stay below it. */
export type Figure = Readonly<{ what: string; value: number; bar: number; unit: string; least?: boolean }>;

/** A figure that could not be measured here, with the reason. */
export type Unmeasured = Readonly<{ what: string; why: string }>;

/** What a part of the benchmark gives. */
export type Measured = readonly (Figure | Unmeasured)[];

/** Whether a figure is within its bar. */
export function isWithin({ value, bar, least }: Figure): boolean {
  return least ? value >= bar : value <= bar;
}

/** The middle of several runs: one slow run says nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
