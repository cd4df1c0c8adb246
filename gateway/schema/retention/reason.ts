import { describeReason, type Reason } from '@holdfast/db/domain/retention';
import { builder } from '../../builder.ts';
import { RetentionReasonRuleEnum } from './enums.ts';

const RULES = {
  all: 'ALL',
  daily: 'DAILY',
  weekly: 'WEEKLY',
  monthly: 'MONTHLY',
  yearly: 'YEARLY',
  own: 'OWN',
  'newest-good': 'NEWEST_GOOD',
  'newest-unsuspected': 'NEWEST_UNSUSPECTED',
  'no-newer-good': 'NO_NEWER_GOOD',
  'needed-by': 'NEEDED_BY',
  held: 'HELD',
  immutable: 'IMMUTABLE',
  future: 'FUTURE',
} as const satisfies Record<Reason['rule'], string>;

export const RetentionReason = builder.objectRef<Reason>('RetentionReason').implement({
  description: 'Why a recovery point stays. Each reason is enough by itself.',
  fields: (t) => ({
    rule: t.field({ type: RetentionReasonRuleEnum, resolve: ({ rule }) => RULES[rule] }),
    period: t.string({
      nullable: true,
      description:
        "What it is the point of for a rule of the policy: 2026-11-22, 2026-W47, 2026-11 or 2026, in the policy's time zone.",
      resolve: (reason) => ('period' in reason ? reason.period : null),
    }),
    until: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the reason ends. Null where no date is known.',
      resolve: (reason) => ('until' in reason ? reason.until : null),
    }),
    pointId: t.id({
      nullable: true,
      description: 'The point that needs it.',
      resolve: (reason) => ('pointId' in reason ? reason.pointId : null),
    }),
    text: t.string({ description: 'The same in words.', resolve: describeReason }),
  }),
});
