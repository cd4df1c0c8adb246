import { z } from 'zod';
import { blackoutsSchema } from './schedule-schema.ts';

/** Which of an item's points a drill restores. */
export const DRILL_CHOICES = ['NEWEST', 'OLDEST', 'RANDOM'] as const;
export type DrillChoice = (typeof DRILL_CHOICES)[number];

/** `SKIPPED`: it could not be judged, since what it was to restore or where is not there; it proves nothing. */
export const DRILL_OUTCOMES = ['PASSED', 'FAILED', 'SKIPPED'] as const;
export type DrillOutcome = (typeof DRILL_OUTCOMES)[number];

/** What a policy says of drills: each of its items is restored for real every so many days. */
export const drillRuleSchema = z.strictObject({
  everyDays: z.int().min(1).max(366),
  /** Taken in turn, one a drill. */
  choices: z.array(z.enum(DRILL_CHOICES)).min(1).max(DRILL_CHOICES.length).default(['NEWEST']),
  /** When drills may begin, by the wall clock of the policy's schedule; at any time where it is left out. */
  windows: blackoutsSchema.min(1).optional(),
});
export type DrillRule = z.output<typeof drillRuleSchema>;

/** As a policy keeps it: with the moment, ISO 8601, since which its items are asked to be proven. */
export type KeptDrillRule = DrillRule & { readonly since: string };
const keptDrillRuleSchema = drillRuleSchema.extend({ since: z.iso.datetime() });

/** A rule out of a policy's row; null where there is none, or one that this version cannot read. */
export function readDrillRule(kept: unknown): KeptDrillRule | null {
  return keptDrillRuleSchema.safeParse(kept).data ?? null;
}

/** How many files a drill compares by their content: each is read from the vault once more. */
export const SAMPLE_FILES = 10;

/** A question of the user's own that a restored database must answer as expected. */
export const drillQuerySchema = z.strictObject({
  name: z.string().trim().min(1).max(80),
  database: z.string().min(1).max(63),
  /** One statement that gives one row with one column. */
  sql: z.string().trim().min(1).max(4_000),
  /** The column as text, exactly, or a number's bounds. */
  expect: z.union([
    z.strictObject({ equals: z.string().max(4_000) }),
    z
      .strictObject({ atLeast: z.number().optional(), atMost: z.number().optional() })
      // Any number would do: what counts nothing at all would pass for ever.
      .refine(({ atLeast, atMost }) => atLeast !== undefined || atMost !== undefined, 'needs equals, atLeast or atMost')
      .refine(({ atLeast = -Infinity, atMost = Infinity }) => atLeast <= atMost, 'atLeast is above atMost'),
  ]),
});
export type DrillQuery = z.output<typeof drillQuerySchema>;
export const drillQueriesSchema = z.array(drillQuerySchema).max(50);

/** What a drill does, frozen when it is queued; its point is chosen again where it is no good one any more when the drill begins. */
export interface DrillPlan {
  /** Null where there was no good point: such a drill has failed as soon as it is recorded. */
  readonly recoveryPointId: string | null;
  readonly choice: DrillChoice;
  /** What a sample is drawn by: the same seed draws the same sample. */
  readonly seed: string;
  /** How many files are compared by their content. */
  readonly sampleFiles: number;
  readonly queries: readonly DrillQuery[];
  /** The end of the window that it was planned in, ISO 8601: it does not begin after it. Absent where a person asked, or there are no windows. */
  readonly beginBy?: string | undefined;
}

/** One thing that was looked at in what a drill restored. */
export interface DrillProbe {
  readonly name: string;
  readonly passed: boolean;
  /** In words, with figures. */
  readonly text: string;
}

/** What a drill found, for its report. */
export interface DrillEvidence {
  readonly probes: readonly DrillProbe[];
  readonly files?: number | undefined;
  readonly bytes?: number | undefined;
  /** How many files were compared by their content. */
  readonly filesCompared?: number | undefined;
  /** Rows by table, `database.schema.table`: the first ones. */
  readonly rows?: readonly { readonly table: string; readonly rows: number }[] | undefined;
  readonly tables?: number | undefined;
}

/** How long each step of a drill took, in milliseconds. */
export interface DrillTimes {
  /** Until the vault had given the first entry of the point: opening it and reading its index. */
  readonly fetchMs: number;
  /** Of the restore itself, by the same code as every restore: until all of it stood at the scratch target, which was ready before. */
  readonly restoreMs: number;
  /** Of the probes. */
  readonly probeMs: number;
}
