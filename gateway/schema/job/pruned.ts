import { z } from 'zod';
import { builder } from '../../builder.ts';

const shape = z.object({
  freedBytes: z.number(),
  beforeBytes: z.number(),
  afterBytes: z.number(),
  slices: z.number(),
  blockedMs: z.number(),
});
type PrunedResult = z.output<typeof shape>;

/** A clean-up's result as it was kept; null for one that has not completed. */
export function prunedOf(result: unknown): PrunedResult | null {
  return shape.safeParse(result).data ?? null;
}

export const PrunedVault = builder.objectRef<PrunedResult>('PrunedVault').implement({
  description: 'What a clean-up of a vault freed. The engine rounds sizes: they are right to a thousandth or so.',
  fields: (t) => ({
    freedBytes: t.expose('freedBytes', {
      type: 'Long',
      description: 'What no recovery point needed any more, and is gone; 0 where it was not worth it.',
    }),
    beforeBytes: t.expose('beforeBytes', { type: 'Long', description: 'What was stored before.' }),
    afterBytes: t.expose('afterBytes', {
      type: 'Long',
      description: 'What is stored afterwards, with what backups in between have added.',
    }),
    slices: t.expose('slices', {
      type: 'Int',
      description: 'In how many slices; between them others have their turn.',
    }),
    blockedMs: t.expose('blockedMs', {
      type: 'Long',
      description: 'For how long in all it kept backups and restores from beginning: measured, in milliseconds.',
    }),
  }),
});
