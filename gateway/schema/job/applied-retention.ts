import { z } from 'zod';
import { builder } from '../../builder.ts';

const shape = z.object({
  expired: z.number(),
  returned: z.number(),
  removed: z.number(),
  removedBytes: z.number(),
});
type AppliedRetentionResult = z.output<typeof shape>;

/** A retention job's result as it was kept; null for one that has not completed. */
export function appliedRetentionOf(result: unknown): AppliedRetentionResult | null {
  return shape.safeParse(result).data ?? null;
}

export const AppliedRetention = builder.objectRef<AppliedRetentionResult>('AppliedRetention').implement({
  description: 'What a run of retention did to recovery points.',
  fields: (t) => ({
    expired: t.expose('expired', {
      type: 'Long',
      description: 'How many no rule kept any more: deleted softly, so that they can be brought back.',
    }),
    returned: t.expose('returned', {
      type: 'Long',
      description: 'How many were brought back, since a rule keeps them again.',
    }),
    removed: t.expose('removed', {
      type: 'Long',
      description: 'How many were removed for good, after the time in which they could be brought back.',
    }),
    removedBytes: t.expose('removedBytes', {
      type: 'Long',
      description: 'What the vault had grown by when those were stored.',
    }),
  }),
});
