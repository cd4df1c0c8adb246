/** Makes the median absolute deviation of normally distributed values their standard deviation. */
const AS_STANDARD_DEVIATION = 1.4826;

/** Of at least one value; of an even number of them the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? NaN;
  return (lower + upper) / 2;
}

/** How far values usually are from their median, as a standard deviation would say it; nearly half of them may be anything. */
export function robustSpread(values: readonly number[]): number {
  const middle = median(values);
  return AS_STANDARD_DEVIATION * median(values.map((value) => Math.abs(value - middle)));
}
