import { builder } from '../builder.ts';
import { ConflictRuleEnum } from './job/enums.ts';

/** Where a restore lands and what happens to what is there. */
export const RestoreTargetInput = builder.inputType('RestoreTargetInput', {
  description: 'Where a restore lands: a path, a database, or with none of both where the item is.',
  fields: (t) => ({
    path: t.string({
      description:
        "An absolute path on the site's machine. Of files: where the item's root lands. Of databases: the folder into which they are written as files.",
    }),
    database: t.string({
      description:
        'What the restored database is called, or into which one the tables go: on the same server. Absent: as it was.',
    }),
    conflict: t.field({ type: ConflictRuleEnum, description: 'Default: FAIL_IF_EXISTS.' }),
  }),
});

/** What of a point is restored: the same for its request and its preview. */
export const RESTORE_PATHS = {
  description: 'Of files: paths inside the item, without a slash in front. Absent: the whole point.',
} as const;

export const RESTORE_DATABASE = {
  description: 'Of databases: one of the point. Absent: every one, or the only one.',
} as const;

export const RESTORE_TABLES = {
  description:
    'Tables of that one database, as SQL writes them: orders, sales.orders, "Sales"."Orders 2026". Absent: all of it.',
} as const;
