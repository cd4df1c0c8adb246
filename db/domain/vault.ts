import { z } from 'zod';
import { idSchema } from './ids.ts';
import { nameSchema } from './name.ts';
import { absolutePathSchema } from './path.ts';

/** Where a vault keeps its data: a folder on the disk of a site. The site's worker decides whether the place is allowed. */
export const vaultInputSchema = z.strictObject({
  name: nameSchema(80),
  region: nameSchema(40).default('local'),
  siteId: idSchema('site').optional(),
  path: absolutePathSchema,
});
