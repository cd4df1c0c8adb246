const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const;
const THOUSAND = 1_000;

/** 1234567 → `1.2 MB`. Powers of a thousand, as disks are sold; one digit after the point below ten, else whole. */
export function sizeInWords(bytes: number): string {
  const whole = Math.max(0, Math.round(bytes));
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
