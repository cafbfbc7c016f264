/** Whether one name may be a misspelling of the other: one slip, two in names of eight characters or more. Never when equal. */
export function looksAlike(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  const allowed = Math.min(left.length, right.length) >= 8 ? 2 : 1;
  if (left === right || Math.abs(left.length - right.length) > allowed) return false;
  return slips(left, right) <= allowed;
}

/** The name that looks most like the wanted one, where one does. */
export function mostAlike(wanted: string, names: readonly string[]): string | undefined {
  const alike = names.filter((name) => looksAlike(wanted, name));
  const distance = (name: string): number => slips(wanted.toLowerCase(), name.toLowerCase());
  return [...alike].sort((a, b) => distance(a) - distance(b))[0];
}

// Letters left out, put in, exchanged or swapped with their neighbour (optimal string alignment). Names are bounded first.
function slips(a: string, b: string): number {
  const [left, right] = [a.slice(0, 200), b.slice(0, 200)];
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      now[column] = Math.min(
        at(last, column) + 1,
        at(now, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, last] = [last, now];
  }
  return at(last, right.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
