const MINUTE_S = 60;

/** `5 s`, `42 min`, `2 h 5 min`, `3 d 4 h`: whole units that have passed. */
export function lasting(seconds: number): string {
  const minutes = Math.floor(seconds / MINUTE_S);
  if (minutes === 0) return `${Math.floor(seconds)} s`;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h${rest(minutes % 60, 'min')}`;
  return `${Math.floor(hours / 24)} d${rest(hours % 24, 'h')}`;
}

function rest(value: number, unit: string): string {
  return value === 0 ? '' : ` ${value} ${unit}`;
}
