/** The stand-in's own clock: the machine's, moved by an offset that survives a restart. */
export type Clock = Readonly<{
  now: () => number;
  iso: () => string;
  /** Moves the clock on; what is due then happens. */
  advance: (milliseconds: number) => void;
  /** Back to the machine's time. */
  real: () => void;
  /** Called after every move. */
  onMove: (listener: () => void) => void;
}>;

/** A clock whose offset lies in the given holder. */
export function movableClock(holder: { clockOffset: number }, changed: () => void): Clock {
  const listeners: (() => void)[] = [];
  const now = (): number => Date.now() + holder.clockOffset;
  const moved = (offset: number): void => {
    holder.clockOffset = offset;
    changed();
    for (const listener of listeners) listener();
  };
  return {
    now,
    iso: () => new Date(now()).toISOString(),
    advance: (milliseconds) => moved(holder.clockOffset + milliseconds),
    real: () => moved(0),
    onMove: (listener) => {
      listeners.push(listener);
    },
  };
}
