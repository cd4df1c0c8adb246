import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { idSchema } from '../../domain/ids.ts';
import {
  bandwidthSchema,
  isEnoughForOne,
  LEAST_KIB_PER_SECOND,
  limitSchema,
  pausesSchema,
  SITE_SETTINGS,
  type SiteSetting,
} from '../../domain/site.ts';
import type { Transaction } from '../../client.ts';
import { sites } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';

const settings = {
  maxJobs: limitSchema.optional(),
  maxJobsPerHost: limitSchema.optional(),
  pauses: pausesSchema.optional(),
  uploadKibPerSecond: bandwidthSchema.optional(),
  downloadKibPerSecond: bandwidthSchema.optional(),
  /** How many drills run at once: there is always a limit. */
  maxDrills: limitSchema.optional(),
  /** What one drill may take of the worker's disk, in bytes. */
  drillMaxBytes: z.int().min(1).optional(),
};
const schema = z.strictObject({
  siteId: idSchema('site'),
  ...settings,
  /** What is taken away. */
  without: z.array(z.enum(SITE_SETTINGS)).max(SITE_SETTINGS.length).default([]),
});
const mutation = { name: 'updateSite', action: 'site.write', schema } as const;

/**
 * Changes how much a site does at once, when it begins nothing, and how much of its line jobs may take; leaves what is not named.
 * What runs goes on as it began: a lower limit or a pause counts for what would begin next.
 *
 * @throws NotFoundError; InvalidInputError where nothing is given, one thing is both set and taken away, or a bandwidth would be
 *   left without `maxJobs`, among which it is shared, or too small for that; and what `mutate` throws
 */
export async function updateSite(ctx: Context, request: MutationRequest): Promise<{ siteId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, { siteId, without, ...given }) => {
    const before = await lockSite(tx, siteId);
    const both = without.find((setting) => given[setting] !== undefined);
    if (both) throw invalid('without', `names ${both}, which is also set`);
    const taken = Object.fromEntries(without.map((setting): [SiteSetting, null] => [setting, null]));
    const change = { ...given, ...taken };
    if (Object.keys(change).length === 0) throw invalid('input', 'must change something');
    const after = { ...before, ...change };
    const isShared = after.uploadKibPerSecond !== null || after.downloadKibPerSecond !== null;
    if (isShared && after.maxJobs === null) {
      throw invalid('maxJobs', 'must be set where there is a bandwidth, which is shared evenly among so many jobs');
    }
    for (const setting of ['uploadKibPerSecond', 'downloadKibPerSecond'] as const) {
      if (isEnoughForOne(after[setting] ?? null, after.maxJobs ?? null)) continue;
      throw invalid(setting, `leaves each of ${after.maxJobs} jobs less than ${LEAST_KIB_PER_SECOND} KiB a second`);
    }
    await tx.update(sites).set(change).where(eq(sites.id, siteId));
    await audit(ctx, tx, { action: 'site.updated', subjectId: siteId, details: { ...change, name: before.name } });
    return { siteId };
  });
}

async function lockSite(tx: Transaction, siteId: string) {
  const [site] = await tx.select().from(sites).where(eq(sites.id, siteId)).for('no key update');
  if (!site) throw new NotFoundError('site', siteId);
  return site;
}

function invalid(path: string, message: string): InvalidInputError {
  return new InvalidInputError([{ path, message }]);
}
