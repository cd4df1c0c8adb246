import { median, robustSpread } from './median.ts';

/** How many spreads beyond the farthest that was seen. */
const SPREADS = 3;

export interface Usual {
  readonly median: number;
  /** Below the one or above the other a value is unusual. */
  readonly low: number;
  readonly high: number;
  /** By how much of itself a value is to differ before it counts, as a logarithm. */
  readonly margin: number;
}

/**
 * What is usual of a size or a number that was seen in this order, oldest first: all between the least and the greatest that were seen,
 * and beyond them a factor: `factor` at least, more where the values usually spread more. What stands at the beginning alone, below or
 * above all that is usual, was left for good and does not count.
 */
export function usualOf(seen: readonly number[], factor: number): Usual {
  const logs = seen.map(logOf);
  const middle = median(logs);
  const margin = Math.max(Math.log(factor), SPREADS * robustSpread(logs));
  const isLow = (log: number) => log < middle - margin;
  const isHigh = (log: number) => log > middle + margin;
  const low = Math.min(...logs.slice(logs.findIndex((log) => !isLow(log)))) - margin;
  const high = Math.max(...logs.slice(logs.findIndex((log) => !isHigh(log)))) + margin;
  return { median: median(seen), low: Math.exp(low), high: Math.exp(high), margin };
}

/**
 * Above which a share (0 to 1) is unusual, by those that were seen: `least`, or a factor of the greatest that was seen, which never
 * is to be more than halfway between that and all. What is below half a percent counts as alike.
 */
export function unusualShare(seen: readonly number[], least: number): number {
  const greatest = Math.max(...seen);
  const factor = Math.max(2, Math.exp(SPREADS * robustSpread(seen.map((share) => Math.log(Math.max(share, 0.005))))));
  return Math.max(least, Math.min(greatest * factor, (1 + greatest) / 2));
}

/** Nothing is as far from one as one is from itself: there is no logarithm of nothing. */
function logOf(value: number): number {
  return Math.log(Math.max(value, 1));
}
