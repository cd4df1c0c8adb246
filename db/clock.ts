/** Where the time comes from, so that a test can hold it. Instants only; a zone is chosen where a person reads. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
