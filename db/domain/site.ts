import { z } from 'zod';
import { leaveBlackouts, readBlackout } from './schedule-blackouts.ts';
import { blackoutsSchema, zoneNameSchema } from './schedule-schema.ts';
import { zoneClock } from './schedule-zone.ts';

/** Times of the week in which no job of a site begins, by the wall clock of a zone. What runs goes on. */
export const pausesSchema = z.strictObject({
  /** A name of the tz database. */
  timeZone: zoneNameSchema.default('UTC'),
  windows: blackoutsSchema.min(1, 'must be at least one'),
});
export type Pauses = z.output<typeof pausesSchema>;

/** When the pause ends in which `now` falls; null where it falls into none. @throws RangeError for a zone unknown here */
export function pausedUntil({ timeZone, windows }: Pauses, now: Date): Date | null {
  const end = leaveBlackouts(windows.map(readBlackout), zoneClock(timeZone), now.getTime());
  return end > now.getTime() ? new Date(end) : null;
}

/**
 * The same of pauses as they were written down. What another version wrote, or with a zone that is not known here, pauses nothing:
 * a backup too many is the lesser harm.
 */
export function readPause(written: unknown, now: Date): Date | null {
  const pauses = pausesSchema.safeParse(written);
  return pauses.success ? pausedUntil(pauses.data, now) : null;
}

/** How many jobs at once any limit may allow. */
export const MOST_JOBS_AT_ONCE = 1_000;
export const limitSchema = z.int().min(1).max(MOST_JOBS_AT_ONCE);

/** 100 GiB a second. */
const MOST_KIB_PER_SECOND = 100 * 1024 * 1024;
/** Below this the engine's own lists would take hours. */
export const LEAST_KIB_PER_SECOND = 16;
export const bandwidthSchema = z.int().min(LEAST_KIB_PER_SECOND).max(MOST_KIB_PER_SECOND);

/** What may be set of a site, and be taken away again. */
export const SITE_SETTINGS = [
  'maxJobs',
  'maxJobsPerHost',
  'pauses',
  'uploadKibPerSecond',
  'downloadKibPerSecond',
  'drillMaxBytes',
] as const;
export type SiteSetting = (typeof SITE_SETTINGS)[number];

/**
 * What one job may take of a site's bandwidth: an even share, since the engine cannot be told another rate once it runs. So
 * `maxJobs` jobs together never take more; restores, which wait for no place, come beside them.
 */
export function bandwidthShare(kibPerSecond: number | null, maxJobs: number | null): number | null {
  return kibPerSecond === null ? null : Math.floor(kibPerSecond / (maxJobs ?? 1));
}

/** Whether a share is enough for the engine's own lists to come through in a reasonable time. */
export function isEnoughForOne(kibPerSecond: number | null, maxJobs: number | null): boolean {
  const share = bandwidthShare(kibPerSecond, maxJobs);
  return share === null || share >= LEAST_KIB_PER_SECOND;
}
