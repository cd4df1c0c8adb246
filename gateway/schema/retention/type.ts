import { describeRetention, type Keep, type MonthChoice, type Retention } from '@holdfast/db/domain/retention';
import { builder } from '../../builder.ts';
import { WeekdayEnum } from '../schedule/enums.ts';
import { WeekOfMonthEnum } from './enums.ts';

const RetentionKeep = builder.objectRef<Keep>('RetentionKeep').implement({
  description: "How much a rule keeps, by one of these; spans of time in the calendar of the policy's time zone.",
  fields: (t) => ({
    count: t.int({
      nullable: true,
      description: 'The newest so many: of `all` points, otherwise days, weeks, months or years that have a point.',
      resolve: (keep) => ('count' in keep ? keep.count : null),
    }),
    days: t.int({ nullable: true, resolve: (keep) => ('days' in keep ? keep.days : null) }),
    weeks: t.int({ nullable: true, resolve: (keep) => ('weeks' in keep ? keep.weeks : null) }),
    months: t.int({ nullable: true, resolve: (keep) => ('months' in keep ? keep.months : null) }),
    years: t.int({ nullable: true, resolve: (keep) => ('years' in keep ? keep.years : null) }),
  }),
});

const DayOfMonth = builder.objectRef<Exclude<MonthChoice, 'FIRST'>>('DayOfMonth').implement({
  description: 'One day of every month: by its number, or as a weekday of one of its weeks.',
  fields: (t) => ({
    day: t.int({
      nullable: true,
      description: 'Where the month has no such day, its last.',
      resolve: (choice) => ('day' in choice && choice.day !== 'LAST' ? choice.day : null),
    }),
    isLastDay: t.boolean({ resolve: (choice) => 'day' in choice && choice.day === 'LAST' }),
    week: t.field({
      type: WeekOfMonthEnum,
      nullable: true,
      resolve: (choice) => ('week' in choice ? choice.week : null),
    }),
    weekday: t.field({
      type: WeekdayEnum,
      nullable: true,
      resolve: (choice) => ('week' in choice ? choice.weekday : null),
    }),
  }),
});

const Rule = builder.objectRef<{ keep: Keep }>('RetentionRule').implement({
  fields: (t) => ({ keep: t.field({ type: RetentionKeep, resolve: ({ keep }) => keep }) }),
});

const WeeklyRule = builder.objectRef<NonNullable<Retention['weekly']>>('WeeklyRetentionRule').implement({
  fields: (t) => ({
    choose: t.field({
      type: WeekdayEnum,
      nullable: true,
      description: 'Only a point of this day. Null: the first of the week, whichever day that is.',
      resolve: ({ choose }) => (choose === 'FIRST' ? null : choose),
    }),
    keep: t.field({ type: RetentionKeep, resolve: ({ keep }) => keep }),
  }),
});

const MonthlyRule = builder.objectRef<NonNullable<Retention['monthly']>>('MonthlyRetentionRule').implement({
  fields: (t) => ({
    choose: t.field({
      type: DayOfMonth,
      nullable: true,
      description: 'Only a point of this day. Null: the first of the month, whichever day that is.',
      resolve: ({ choose }) => (choose === 'FIRST' ? null : choose),
    }),
    keep: t.field({ type: RetentionKeep, resolve: ({ keep }) => keep }),
  }),
});

const YearlyRule = builder.objectRef<NonNullable<Retention['yearly']>>('YearlyRetentionRule').implement({
  fields: (t) => ({
    months: t.intList({
      nullable: true,
      description: '1 to 12: one point of each of these months. Null: one of the year.',
      resolve: ({ months }) => months,
    }),
    choose: t.field({
      type: DayOfMonth,
      nullable: true,
      description: 'Only a point of this day of a month. Null: the first, whichever day that is.',
      resolve: ({ choose }) => (choose === 'FIRST' ? null : choose),
    }),
    keep: t.field({ type: RetentionKeep, resolve: ({ keep }) => keep }),
  }),
});

export const RetentionType = builder.objectRef<Retention>('Retention').implement({
  description:
    "Which recovery points are kept. A point stays as long as any rule keeps it. Days, weeks, months and years are those of the policy's time zone; of each, its first good point counts.",
  fields: (t) => ({
    all: t.field({
      type: Rule,
      nullable: true,
      description: 'Every recovery point.',
      resolve: ({ all }) => all,
    }),
    daily: t.field({
      type: Rule,
      nullable: true,
      description: 'One point of each day.',
      resolve: ({ daily }) => daily,
    }),
    weekly: t.field({
      type: WeeklyRule,
      nullable: true,
      description: 'One point of each ISO week.',
      resolve: ({ weekly }) => weekly,
    }),
    monthly: t.field({
      type: MonthlyRule,
      nullable: true,
      description: 'One point of each month.',
      resolve: ({ monthly }) => monthly,
    }),
    yearly: t.field({
      type: YearlyRule,
      nullable: true,
      description: 'One point of each year, or of some of its months.',
      resolve: ({ yearly }) => yearly,
    }),
    snapshotDays: t.int({
      nullable: true,
      description: 'How long a snapshot stays beside the data although a vault holds the point. Null: it does not.',
      resolve: ({ snapshotDays }) => snapshotDays,
    }),
    inWords: t.stringList({ description: 'A line a rule.', resolve: describeRetention }),
  }),
});
