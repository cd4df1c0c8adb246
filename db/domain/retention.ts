/** What a policy keeps of an item's recovery points: read with `retentionSchema`, judged with `judgeRetention`. */
export { endOf } from './retention-calendar.ts';
export { daysOfEveryPoint, everyPointFor, LONGEST_RETENTION } from './retention-days.ts';
export { describeReason, explain } from './retention-explain.ts';
export { judgeRetention } from './retention-judge.ts';
export {
  keepDurationSchema,
  RETENTION_RULES,
  retentionSchema,
  type Keep,
  type KeepDuration,
  type MonthChoice,
  type Retention,
  type RetentionRule,
} from './retention-schema.ts';
export type { Reason, RetainedPoint, Verdict } from './retention-verdict.ts';
export { describeRetention } from './retention-words.ts';
