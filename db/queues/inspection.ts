import { z } from 'zod';
import type { ErrorInfo } from '../domain/fault.ts';
import { idSchema } from '../domain/ids.ts';
import { CONFLICT_RULES, type RestoreCourse } from '../domain/restore.ts';

const table = z.strictObject({ schema: z.string(), name: z.string() });

const course = {
  selection: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('ALL') }),
    z.strictObject({ kind: z.literal('PATHS'), paths: z.array(z.string()).readonly() }),
    z.strictObject({ kind: z.literal('DATABASE'), database: z.string() }),
    z.strictObject({ kind: z.literal('TABLES'), database: z.string(), tables: z.array(table).readonly() }),
  ]),
  target: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('PATH'), path: z.string() }),
    z.strictObject({ kind: z.literal('DATABASE'), database: z.string().nullable() }),
  ]),
  place: z.string(),
  inPlace: z.boolean(),
};

/** How many databases a question names: with names as long as PostgreSQL takes them that is 100 kB. */
export const DATABASES_ASKED_FOR = 1_000;

const database = z.strictObject({ name: z.string(), tableCount: z.int() });

/**
 * A restore that is only thought of: what would it meet? What came later may be absent: an older gateway does not say it. An
 * older worker fails a question with something in it that it does not know, rather than answer another one.
 */
export const inspectionQuestion = z.strictObject({
  itemId: idSchema('protectedItem'),
  ...course,
  /** What would happen to what is there; comes with the databases. */
  conflict: z.enum(CONFLICT_RULES).optional(),
  /** Of a restore of all databases of a point which those are. Absent where that is not known, and where they are too many. */
  databases: z.array(database).max(DATABASES_ASKED_FOR).readonly().optional(),
}) satisfies z.ZodType<RestoreCourse>;

const sessionGroup = z.object({ application: z.string(), user: z.string(), count: z.int() });
/** Sessions of one program and user. */
export type SessionGroup = z.output<typeof sessionGroup>;

const errorInfo = z.object({
  code: z.string(),
  message: z.string(),
  cause: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  fault: z.enum(['USER', 'SERVICE']),
}) satisfies z.ZodType<ErrorInfo>;

/** What a worker saw at the target, or why it could not see it. */
export const inspectionAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('SEEN'), exists: z.boolean(), sessions: z.array(sessionGroup).readonly() }),
  z.object({ kind: z.literal('FAILED'), error: errorInfo }),
]);
