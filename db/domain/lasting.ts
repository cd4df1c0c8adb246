const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `5 s`, `42 min`, `2 h 5 min`, `3 d 4 h`: whole units that have passed. */
export function lasting(seconds: number): string {
  const ms = seconds * SECOND_MS;
  if (ms < MINUTE_MS) return inUnits(floored(ms, SECOND_MS));
  return inUnits(floored(ms, ms < DAY_MS ? MINUTE_MS : HOUR_MS));
}

/** A length of time that somebody has set, whole: `90 s` is `1 min 30 s`. To the millisecond. */
export function exactly(seconds: number): string {
  return inUnits(Math.round(seconds * SECOND_MS));
}

/** From which length on a measured one is told in which unit, largest first. */
const PRECISIONS = [
  { from: DAY_MS, unit: HOUR_MS },
  { from: 10 * MINUTE_MS, unit: MINUTE_MS },
  { from: 10 * SECOND_MS, unit: SECOND_MS },
  { from: 0, unit: 100 },
  { from: 0, unit: 10 },
  { from: 0, unit: 1 },
] as const;

/**
 * What was measured against an objective, in as few units as keep the order of both: what is over `exactly(objectiveSeconds)` reads as more than
 * it, by a millisecond at least, what is under it as less, and what is as long as it as the same.
 * @param objectiveSeconds null: there is none
 */
export function lastingAgainst(seconds: number, objectiveSeconds: number | null): string {
  const ms = Math.round(seconds * SECOND_MS);
  if (objectiveSeconds === null) return inUnits(floored(ms, unitsOf(ms)[0] ?? 1));
  const objective = Math.round(objectiveSeconds * SECOND_MS);
  const order = Math.sign(seconds - objectiveSeconds);
  const shown = unitsOf(ms).map((unit) => floored(ms, unit));
  // A difference that not even milliseconds show is one millisecond.
  return inUnits(shown.find((value) => Math.sign(value - objective) === order) ?? objective + order);
}

function unitsOf(ms: number): number[] {
  return PRECISIONS.filter(({ from }) => ms >= from).map(({ unit }) => unit);
}

function floored(ms: number, unit: number): number {
  return Math.floor(ms / unit) * unit;
}

/** All units that are not zero. */
function inUnits(ms: number): string {
  const seconds = (ms % MINUTE_MS) / SECOND_MS;
  const parts = [
    { value: Math.floor(ms / DAY_MS), unit: 'd' },
    { value: Math.floor((ms % DAY_MS) / HOUR_MS), unit: 'h' },
    { value: Math.floor((ms % HOUR_MS) / MINUTE_MS), unit: 'min' },
    { value: seconds, unit: 's' },
  ].filter(({ value }) => value !== 0);
  return parts.length === 0 ? '0 s' : parts.map(({ value, unit }) => `${value} ${unit}`).join(' ');
}
