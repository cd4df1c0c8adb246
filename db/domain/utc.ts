/** A moment as texts for people tell it: `2026-11-22 03:00 UTC`. */
export function utc(moment: Date): string {
  return `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
