/** What there is to know of schedules; each part is told in its own file. */
export { scheduleSchema, type Schedule, type ScheduleRule } from './schedule-schema.ts';
export { countRuns, nextRun, nextRuns, type PlannedRun } from './schedule-runs.ts';
export { spreadOffset } from './schedule-spread.ts';
export { WEEKDAYS } from './schedule-wall-clock.ts';
export { describeRule, describeSchedule, schedulesApart } from './schedule-words.ts';
