import { z } from 'zod';
import { builder } from '../../builder.ts';

const shape = z.object({
  shares: z.number(),
  /** A job that ended before this was kept lacks it. */
  sharesOf: z.number().optional(),
  damaged: z.number(),
  healed: z.number(),
  missing: z.number(),
  adopted: z.number(),
  stillDamaged: z.number(),
  stillMissing: z.number(),
});
type CheckedVaultResult = z.output<typeof shape>;

/** The result of a check of a vault as it was kept; null for one that has not completed. */
export function checkedVaultOf(result: unknown): CheckedVaultResult | null {
  return shape.safeParse(result).data ?? null;
}

export const CheckedVault = builder.objectRef<CheckedVaultResult>('CheckedVault').implement({
  description: 'What a check of a vault found.',
  fields: (t) => ({
    shares: t.exposeInt('shares', { description: 'How many shares of its data were read.' }),
    sharesOf: t.int({
      nullable: true,
      description:
        'Into how many shares its data is cut: where that is more, not all was read. Null where it was not kept.',
      resolve: ({ sharesOf }) => sharesOf ?? null,
    }),
    damaged: t.exposeInt('damaged', {
      description: 'How many recovery points it found to have lost data, or to be suspect.',
    }),
    healed: t.exposeInt('healed', { description: 'How many it found whole again.' }),
    missing: t.exposeInt('missing', { description: 'How many it found to be gone from the vault.' }),
    adopted: t.exposeInt('adopted', {
      description: 'How many it found in the vault that the catalogue lacked, and put into it.',
    }),
    stillDamaged: t.exposeInt('stillDamaged', { description: 'How many were damaged or suspect when it ended.' }),
    stillMissing: t.exposeInt('stillMissing', { description: 'How many were missing when it ended.' }),
  }),
});
