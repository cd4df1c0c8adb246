/** How unlike a name may be to what was typed and still be offered: one letter in three, two at least. */
const LETTERS_PER_SLIP = 3;
const FEWEST_SLIPS = 2;

/** The names that are most like what was typed, likeliest first; upper and lower case count the same. */
export function closest(typed: string, names: readonly string[], most: number): string[] {
  const wanted = typed.toLowerCase();
  const allowed = Math.max(FEWEST_SLIPS, Math.floor(wanted.length / LETTERS_PER_SLIP));
  return names
    .map((name) => ({ name, slips: slipsBetween(wanted, name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= allowed && slips < name.length)
    .toSorted((one, other) => one.slips - other.slips || one.name.localeCompare(other.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** How many slips of the finger lie between two words: a letter too many, too few, wrong, or two swapped (optimal string alignment). */
export function slipsBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwap && row > 1 && column > 1 ? at(beforeLast, column - 2) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return at(last, other.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Infinity;
}
