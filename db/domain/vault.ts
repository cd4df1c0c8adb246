import { z } from 'zod';
import { idSchema } from './ids.ts';
import { nameSchema } from './name.ts';
import { absolutePathSchema } from './path.ts';
import { limitSchema } from './site.ts';
import { verifyDaysSchema } from './verification.ts';

/** Where a vault keeps its data: a folder on the disk of a site. The site's worker decides whether the place is allowed. */
export const vaultInputSchema = z.strictObject({
  name: nameSchema(80),
  region: nameSchema(40).default('local'),
  siteId: idSchema('site').optional(),
  /** For how many days at least a deleted recovery point can be brought back; Azure Backup takes 14 to 180. */
  softDeleteDays: z.int().min(7).max(180).default(14),
  /** How many jobs at once move data to or from it; absent: as many as the sites let run. */
  maxJobs: limitSchema.optional(),
  /** Within how many days all that it holds is read and checked; absent: 30. */
  verifyDays: verifyDaysSchema.optional(),
  /** True: it is never checked by itself. */
  withoutVerification: z.boolean().default(false),
  path: absolutePathSchema,
});
