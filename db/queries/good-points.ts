import { sql } from 'drizzle-orm';

/** Of recovery points that can be restored whole, as far as is known. The index `recovery_points_good` has these. */
export const IS_GOOD = sql`(recovery_points.state = 'AVAILABLE' and recovery_points.damage is null)`;
