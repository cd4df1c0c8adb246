import { builder } from '../builder.ts';
import { ConflictRuleEnum } from './enums.ts';

/** Where a restore lands and what happens to what is there. */
export const RestoreTargetInput = builder.inputType('RestoreTargetInput', {
  fields: (t) => ({
    path: t.string({
      description: "Where the item's root lands: an absolute path on the site's machine. Absent: where the item is.",
    }),
    conflict: t.field({ type: ConflictRuleEnum, description: 'Default: FAIL_IF_EXISTS.' }),
  }),
});

/** What of a point is restored. */
export const RESTORE_PATHS = {
  description: 'Paths inside the item, without a slash in front. Absent: the whole point.',
} as const;
