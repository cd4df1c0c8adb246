import type { Deletion, DeletionByRetention } from '@holdfast/db/domain/recovery-point';
import type { RetentionRule } from '@holdfast/db/domain/retention';
import { builder } from '../../builder.ts';
import type { Described } from '../described.ts';

export const WeekOfMonthEnum = builder.enumType('WeekOfMonth', {
  description: 'Which of the days of a month that are the same weekday.',
  values: ['FIRST', 'SECOND', 'THIRD', 'FOURTH', 'LAST'] as const,
});

export const RetentionReasonRuleEnum = builder.enumType('RetentionReasonRule', {
  description: 'What keeps a recovery point.',
  values: {
    ALL: { description: "The policy's rule for every point." },
    DAILY: { description: 'It is the point of its day.' },
    WEEKLY: { description: 'It is the point of its week.' },
    MONTHLY: { description: 'It is the point of its month.' },
    YEARLY: { description: 'It is the point of its year, or of a month of it.' },
    OWN: { description: 'A time that it was given itself.' },
    NEWEST_GOOD: { description: 'It is the newest good point of its item, which never goes.' },
    NEWEST_UNSUSPECTED: {
      description: 'It is the newest good point of its item that nothing is held against, which never goes.',
    },
    NO_NEWER_GOOD: { description: 'It is not good, but nothing newer is that could be had in its place.' },
    NEEDED_BY: { description: 'Another point that stays cannot be restored without it.' },
    HELD: { description: 'Someone holds it.' },
    IMMUTABLE: { description: 'Nothing can remove it yet.' },
    FUTURE: { description: 'It was taken later than now: a clock has jumped.' },
  },
});

export const RetentionRuleNameEnum = builder.enumType('RetentionRuleName', {
  values: {
    ALL: { value: 'all' },
    DAILY: { value: 'daily' },
    WEEKLY: { value: 'weekly' },
    MONTHLY: { value: 'monthly' },
    YEARLY: { value: 'yearly' },
  } as const satisfies Record<Uppercase<RetentionRule>, { value: RetentionRule }>,
});

export const DeletedByEnum = builder.enumType('DeletedBy', {
  values: {
    RETENTION: { description: 'The retention of its policy.' },
    PERSON: { description: 'Someone entitled.' },
  } satisfies Described<Deletion['by']>,
});

export const DeletionWhyEnum = builder.enumType('DeletionWhy', {
  values: {
    EXPIRED: { description: 'The time for which it was kept is over.' },
    SURPLUS: { description: 'There are as many newer ones as are kept.' },
    NOT_GOOD: { description: 'It is not good, and a newer good point is there.' },
    NO_RULE: { description: 'No rule chose it.' },
  } satisfies Described<DeletionByRetention['why']>,
});
