/** Whoever saw what a change would do has so long to send its fingerprint. */
const SHOWN_FOR_MS = 3_600_000;

/**
 * The moment at which something was shown, out of its fingerprint (`<moment, ISO 8601> <hash>`). Undefined where that was more than an
 * hour before now, is yet to come, or cannot be read.
 */
export function momentShown(fingerprint: string, now: Date): Date | undefined {
  const at = new Date(fingerprint.split(' ')[0] ?? '');
  const age = now.getTime() - at.getTime();
  return age >= 0 && age <= SHOWN_FOR_MS ? at : undefined;
}
