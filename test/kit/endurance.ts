/** Whether everything is to run, however long it takes: `npm run test:endurance`. */
export const EVERYTHING = process.env['HOLDFAST_ENDURANCE'] === '1';

/** All of a list in the long run; elsewhere every second one or so, from the first on, each of which proves the same of another case. */
export function someOf<T>(all: readonly T[], every = 2): readonly T[] {
  return EVERYTHING ? all : all.filter((_, index) => index % every === 0);
}

/** A size that only the long run has time for, and one that shows the same at less cost. */
export function atLength<T>(long: T, short: T): T {
  return EVERYTHING ? long : short;
}
