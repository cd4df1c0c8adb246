import { InvalidInputError, NotFoundError } from '@holdfast/db/domain/errors';
import { parseInput } from '@holdfast/db/domain/parse';
import { nextRuns, type PlannedRun, spreadOffset, scheduleSchema, type Schedule } from '@holdfast/db/domain/schedule';
import { builder } from '../../builder.ts';
import type { GatewayContext } from '../../context.ts';
import { withoutNulls } from '../mutation-input.ts';
import { ScheduleInput } from './input.ts';

const MOST = 100;

const PlannedRunType = builder.objectRef<PlannedRun>('PlannedRun').implement({
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    rules: t.stringList({
      description: 'The keys of the rules that fall together here.',
      resolve: ({ rules }) => [...rules],
    }),
  }),
});

const NextRuns = builder.objectRef<{ runs: PlannedRun[] }>('NextRuns').implement({
  fields: (t) => ({ runs: t.field({ type: [PlannedRunType], resolve: ({ runs }) => runs }) }),
});

const Input = builder.inputType('NextRunsInput', {
  description: 'Give one of schedule, policyId and itemId.',
  fields: (t) => ({
    schedule: t.field({ type: ScheduleInput, description: 'One that is being written.' }),
    policyId: t.id({ description: 'The times of its schedule, without the offsets of its items.' }),
    itemId: t.id({ description: 'With its own offset.' }),
    first: t.int({ description: '1 to 100; default: 10.' }),
    after: t.field({ type: 'DateTime', description: 'Default: now.' }),
  }),
});

builder.queryField('nextRuns', (t) =>
  t.field({
    type: NextRuns,
    description: 'When a schedule runs next, in order; nothing where there is no schedule.',
    errors: { types: [InvalidInputError, NotFoundError] },
    args: { input: t.arg({ type: Input, required: true }) },
    // It is computed, not read: a document may not ask for it a hundred times.
    complexity: ({ input }) => ({ field: 200 + 10 * (input.first ?? 10), multiplier: 1 }),
    resolve: async (_root, { input }, ctx) => {
      const count = input.first ?? 10;
      if (count < 1 || count > MOST) throw new InvalidInputError([{ path: 'first', message: `takes 1 to ${MOST}` }]);
      const { schedule, offsetMs } = await scheduleOf(input, ctx);
      const after = input.after ?? ctx.clock.now();
      return { runs: schedule ? nextRuns(schedule, { after, count, offsetMs }) : [] };
    },
  }),
);

async function scheduleOf(
  { schedule, policyId, itemId }: typeof Input.$inferInput,
  { db }: GatewayContext,
): Promise<{ schedule: Schedule | null; offsetMs: number }> {
  if ([schedule, policyId, itemId].filter((given) => given != null).length !== 1) {
    throw new InvalidInputError([{ path: 'input', message: 'takes one of schedule, policyId and itemId' }]);
  }
  if (schedule) return { schedule: parseInput(scheduleSchema, withoutNulls(schedule)), offsetMs: 0 };
  if (policyId != null) {
    const policy = await db.query.policies.findFirst({ where: { id: policyId }, columns: { schedule: true } });
    if (!policy) throw new NotFoundError('policy', policyId);
    return { schedule: policy.schedule, offsetMs: 0 };
  }
  const id = itemId ?? '';
  const item = await db.query.protectedItems.findFirst({ where: { id }, with: { policy: true } });
  if (!item) throw new NotFoundError('protected item', id);
  const found = item.policy.schedule;
  return { schedule: found, offsetMs: found ? spreadOffset(found, id) : 0 };
}
