import type { AlertSeverity } from './alert.ts';
import { median } from './median.ts';

/** How large a repository was at a time, and what its disk had left; null where the storage does not say. */
export interface MeasuredSpace {
  readonly measuredAt: Date;
  readonly storedBytes: number;
  readonly freeBytes: number | null;
  readonly capacityBytes: number | null;
}

export interface SpaceForecast {
  /** Of what is stored; null before enough days are known. It is negative while more is removed than added. */
  readonly growthBytesPerDay: number | null;
  /** Null where it does not fill, or nobody can tell. */
  readonly daysUntilFull: number | null;
}

export const DAYS_LOOKED_BACK = 30;
const FEWEST_DAYS = 4;
const DAY_MS = 86_400_000;

/**
 * How fast a repository grows, and when its disk is full, from one measurement a day (any order; the newest says what is free now).
 *
 * The growth is the Theil–Sen slope: the median of the slopes between all pairs. A first full, a day without backups or a clean-up among
 * thirty days moves it little (it takes 29 % of bad days to lead it astray: Sen 1968), and the teeth that regular clean-ups leave
 * count with what they take back. The disk is as full as the faster of what is stored and what is taken of it says: others may fill it too.
 */
export function forecastSpace(daily: readonly MeasuredSpace[]): SpaceForecast {
  const newest = daily.toSorted((a, b) => a.measuredAt.getTime() - b.measuredAt.getTime()).at(-1);
  const growthBytesPerDay = slope(daily.map(({ measuredAt, storedBytes }) => ({ at: measuredAt, value: storedBytes })));
  const shrinkage = slope(
    daily.flatMap(({ measuredAt, freeBytes }) => (freeBytes === null ? [] : [{ at: measuredAt, value: -freeBytes }])),
  );
  const free = newest?.freeBytes ?? null;
  const filling = Math.max(growthBytesPerDay ?? 0, shrinkage ?? 0);
  return { growthBytesPerDay, daysUntilFull: free === null || filling <= 0 ? null : free / filling };
}

/** A day, in units of the value; null where fewer than four days lie between the first and the last of at least four. */
function slope(values: readonly { at: Date; value: number }[]): number | null {
  const times = values.map(({ at }) => at.getTime());
  if (values.length < FEWEST_DAYS || Math.max(...times) - Math.min(...times) < (FEWEST_DAYS - 1) * DAY_MS) return null;
  const slopes = values.flatMap((one, index) =>
    values.slice(index + 1).flatMap((other) => {
      const days = (other.at.getTime() - one.at.getTime()) / DAY_MS;
      return days === 0 ? [] : [(other.value - one.value) / days];
    }),
  );
  return median(slopes);
}

export type FillingSeverity = Extract<AlertSeverity, 'WARNING' | 'CRITICAL'>;

interface Level {
  readonly severity: FillingSeverity;
  readonly days: number;
  readonly freeShare: number;
}

/** Told below either. */
const LEVELS: readonly Level[] = [
  { severity: 'CRITICAL', days: 3, freeShare: 0.03 },
  { severity: 'WARNING', days: 14, freeShare: 0.1 },
];

/** What is told stays until there is this much more of both, so that an hour more or less does not end and begin it. */
const LEAVING = 1.3;

/** What of a disk decides whether it is told of. */
export interface Filling {
  readonly daysUntilFull: number | null;
  readonly freeBytes: number | null;
  readonly capacityBytes: number | null;
}

/**
 * How bad it is that a disk fills: `CRITICAL` with less than 3 days or 3 % left, `WARNING` with less than 14 days or 10 %, null with more. What
 * is told already (`told`) is left only when there is a third more, and nothing changes while nobody knows what is free.
 */
export function judgeFilling(space: Filling, told: FillingSeverity | null): FillingSeverity | null {
  const { freeBytes, capacityBytes, daysUntilFull } = space;
  if (freeBytes === null || capacityBytes === null || capacityBytes <= 0) return told;
  const share = freeBytes / capacityBytes;
  const days = daysUntilFull ?? Infinity;
  // Whoever is at one level is at all that are less bad too.
  const from = LEVELS.findIndex(({ severity }) => severity === told);
  const found = LEVELS.find((level, index) => {
    const slack = from !== -1 && index >= from ? LEAVING : 1;
    return days < level.days * slack || share < level.freeShare * slack;
  });
  return found?.severity ?? null;
}
