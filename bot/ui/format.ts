const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;
const THOUSAND = 1_000;
const BAR_CELLS = 10;

const MINUTE_S = 60;
const HOUR_S = 3_600;
const DAY_S = 86_400;

/** 1234567 → `1.2 MB`. Powers of a thousand, as disks are sold; two digits below ten, else whole. */
export function bytes(size: number): string {
  const whole = Math.max(0, Math.round(size));
  let unit = 0;
  let value = whole;
  while (unit < UNITS.length - 1 && rounded(value) >= THOUSAND) {
    value /= THOUSAND;
    unit += 1;
  }
  return `${unit === 0 ? whole : rounded(value)} ${UNITS[unit] ?? ''}`;
}

function rounded(value: number): number {
  const oneDigit = Math.round(value * 10) / 10;
  return oneDigit < 10 ? oneDigit : Math.round(value);
}

/** 3412 → `3,412`. */
export function count(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(value);
}

/** `1 file`, `2 files`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Bytes per second: `85 MB/s`. */
export function rate(bytesPerSecond: number): string {
  return `${bytes(bytesPerSecond)}/s`;
}

/** The two largest units that are not zero: `0.4 s`, `40 s`, `1 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export function duration(milliseconds: number): string {
  const exact = Math.max(0, milliseconds) / 1_000;
  if (exact < 9.95) return `${Math.round(exact * 10) / 10} s`;
  const seconds = Math.round(exact);
  if (seconds < MINUTE_S) return `${seconds} s`;
  if (seconds < HOUR_S) return pair(Math.floor(seconds / MINUTE_S), 'min', `${seconds % MINUTE_S} s`);
  const minutes = Math.round(seconds / MINUTE_S);
  if (minutes < DAY_S / MINUTE_S) return pair(Math.floor(minutes / 60), 'h', `${minutes % 60} min`);
  const hours = Math.round(seconds / HOUR_S);
  return pair(Math.floor(hours / 24), 'd', `${hours % 24} h`);
}

function pair(first: number, unit: string, second: string): string {
  return second.startsWith('0 ') ? `${first} ${unit}` : `${first} ${unit} ${second}`;
}

/** `▓▓▓▓░░░░░░ 43 %`. Full only when it is: 99.9 % shows as 99 %. */
export function bar(percent: number): string {
  const whole = Math.floor(Math.min(100, Math.max(0, percent)));
  const filled = Math.floor((whole * BAR_CELLS) / 100);
  return `${'▓'.repeat(filled)}${'░'.repeat(BAR_CELLS - filled)} ${whole} %`;
}

/** An instant in the zone of whoever reads, and in UTC where that cannot be shown. */
export function instant(iso: string): string {
  const at = new Date(iso);
  return `<!date^${Math.floor(at.getTime() / 1_000)}^{date_short_pretty} {time}|${utc(iso)}>`;
}

/** `2026-11-22 14:03 UTC` */
export function utc(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/**
 * An instant for where Slack translates no times, as in the options of a menu: `Sun 22 Nov 2026, 15:03` in the zone of
 * whoever reads, or in UTC, and then saying so.
 * @param timeZone an IANA name, as Slack gives it of a user
 */
export function localTime(iso: string, timeZone: string | undefined): string {
  const zone = timeZone !== undefined && isZone(timeZone) ? timeZone : undefined;
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: zone ?? 'UTC',
  });
  return `${format.format(new Date(iso))}${zone === undefined ? ' UTC' : ''}`;
}

/** Whether this is an IANA name of a zone that is known here. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // Intl has no other way to ask
  }
}
