import { z } from 'zod';

/** The channel on which the store's triggers tell of every change (migration `guards`). */
export const CHANGE_CHANNEL = 'holdfast_changes';

/** A row of a watched table was written. The version rises with each write. */
export const changeSchema = z.object({ table: z.string(), id: z.string(), version: z.number() });
export type Change = z.output<typeof changeSchema>;

/** What a listener hears. */
export type Heard =
  | { readonly kind: 'change'; readonly change: Change }
  /** Changes may have been missed: look again at everything that matters. */
  | { readonly kind: 'resync' };
