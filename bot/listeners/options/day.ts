import { localTime } from '../../ui/format.ts';

const DAY_MS = 86_400_000;

export interface DayRange {
  /** Instants around the day in every zone of the world. */
  readonly from: string;
  readonly to: string;
  /** How the day reads at the start of a recovery point's option, in lower case. */
  readonly asRead: string;
}

/** Reads a day as `2026-11-22`; undefined for every other text. */
export function daysAround(typed: string): DayRange | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed) ?? [];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(at)) return undefined;
  const midnight = new Date(at).toISOString();
  return {
    from: new Date(at - DAY_MS).toISOString(),
    to: new Date(at + 2 * DAY_MS).toISOString(),
    asRead: localTime(midnight, 'UTC')
      .replace(/,? \d\d:\d\d$/, '')
      .toLowerCase(),
  };
}
