import { isZone, localTime } from '../../ui/format.ts';

const DAY_MS = 86_400_000;

export interface DayRange {
  /** Instants: that day alone in the zone of who typed it, so that no more points are asked for than a menu holds. */
  readonly from: string;
  readonly to: string;
  /** How the day reads at the start of a recovery point's option, in lower case. */
  readonly asRead: string;
}

/**
 * Reads a day as `2026-11-22`; undefined for every other text.
 * @param timeZone an IANA name, as Slack gives it of a user; UTC where it is none
 */
export function dayRange(typed: string, timeZone: string | undefined): DayRange | undefined {
  const [, year, month, day] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed) ?? [];
  const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(at)) return undefined;
  const zone = timeZone !== undefined && isZone(timeZone) ? timeZone : 'UTC';
  return {
    from: new Date(Math.min(...midnights(at, zone))).toISOString(),
    to: new Date(Math.max(...midnights(at + DAY_MS, zone))).toISOString(),
    asRead: localTime(new Date(at).toISOString(), 'UTC')
      .replace(/,? \d\d:\d\d$/, '')
      .toLowerCase(),
  };
}

/** When the clocks there show this midnight, by the offset before and after it: they differ where clocks change that night. */
function midnights(asUtc: number, zone: string): number[] {
  return [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, zone));
}

/** How far the clocks there are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return Date.parse(`${format.format(instant).replace(' ', 'T')}Z`) - instant;
}
