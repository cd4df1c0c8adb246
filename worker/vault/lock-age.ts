const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  µs: 0.001,
  ns: 0.000_001,
};

/**
 * How long ago the lock that was in the way was made or last renewed, by restic's own words, in milliseconds: `lock was created at
 * 2026-11-23 04:28:11 (1h2m3.5s ago)`. Undefined where the words do not say.
 */
export function lockAgeMs(words: string): number | undefined {
  const ago = /lock was created at [^()\n]*\((?<ago>[^()\n]+) ago\)/.exec(words)?.groups?.['ago'];
  if (ago === undefined || !/^(?:[\d.]+(?:h|ms|m|s|µs|ns))+$/.test(ago)) return undefined;
  const parts = [...ago.matchAll(/(?<value>[\d.]+)(?<unit>ms|µs|ns|h|m|s)/g)];
  return parts.reduce((sum, { groups }) => sum + Number(groups?.['value']) * (UNIT_MS[groups?.['unit'] ?? ''] ?? 0), 0);
}

/** The machine of the process that holds the lock, by restic's own words: `locked exclusively by PID 42 on db1 by root`. Undefined where they do not say. */
export function lockHost(words: string): string | undefined {
  return /locked (?:exclusively )?by PID \d+ on (?<host>\S+) by/.exec(words)?.groups?.['host'];
}
