import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '../../client.ts';
import { ConflictError, InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { drillRuleSchema, readDrillRule, type KeptDrillRule } from '../../domain/drill.ts';
import { idSchema } from '../../domain/ids.ts';
import { nameSchema } from '../../domain/name.ts';
import { editProtection, policyEditSchema, type Protection } from '../../domain/policy.ts';
import { editObjectives, editsObjectives } from '../../domain/objective.ts';
import { objectiveEditFields } from '../../domain/protected-item.ts';
import { countPoints } from '../../domain/recovery-point.ts';
import { momentShown } from '../../domain/shown-impact.ts';
import { schedulesApart, scheduleSchema, type Schedule } from '../../domain/schedule.ts';
import { findImpactOnPoints } from '../../queries/impact-on-points.ts';
import { zoneOf } from '../../queries/retained-points.ts';
import { scheduleNow } from '../../queries/schedule-now.ts';
import { policies, protectedItems } from '../../schema/index.ts';
import { audit } from '../audit.ts';
import type { Context } from '../context.ts';
import { mutate, type MutationRequest } from '../mutation.ts';
import { aroundChange } from '../objective/settle.ts';
import { replanDrills } from '../drill/plan.ts';
import { replanPolicy } from '../schedule/replan-policy.ts';

const schema = policyEditSchema.extend({
  policyId: idSchema('policy'),
  name: nameSchema(80).optional(),
  /** Replaces the rule of drills. */
  drill: drillRuleSchema.optional(),
  /** Takes it away: from then on drills run on demand alone. */
  withoutDrill: z.boolean().optional(),
  /** The fingerprint of the impact that was shown. */
  impact: z.string().max(100).optional(),
  ...objectiveEditFields,
});
type Input = z.output<typeof schema>;
type Policy = typeof policies.$inferSelect;

const mutation = { name: 'updatePolicy', action: 'policy.write', schema } as const;

/**
 * Changes what is given of a policy and leaves the rest. New objectives count at once for its items that have none of their own: what is
 * breached by them is so from now on, and a breach that they end has ended. A new schedule reaches all its items at once: rules that stay, by their
 * keys, lose no run; due runs of those that are taken out are recorded as superseded. New retention rules count for points that are
 * there already: an edit that takes some carries the fingerprint of its impact, and is refused where that is no longer what would happen.
 *
 * @throws NotFoundError; InvalidInputError where nothing is given, or both a schedule or an objective and its removal; ConflictError
 *   IMPACT_NOT_SHOWN, IMPACT_CHANGED, ALREADY_EXISTS for a taken name, BACKUP_TYPE_UNSUPPORTED, and what `mutate` throws
 */
export async function updatePolicy(ctx: Context, request: MutationRequest): Promise<{ policyId: string }> {
  return mutate(ctx, { ...request, mutation }, async (tx, input) => {
    assertSomething(input);
    const { policyId } = input;
    const [before] = await tx.select().from(policies).where(eq(policies.id, policyId)).for('update');
    if (!before) throw new NotFoundError('policy', policyId);
    const protection = editProtection(before, input);
    const impact = await assertShown(tx, { before, after: protection, shown: input.impact });
    const objectives = editObjectives(before, input);
    const drill = await editDrill(tx, before, input);
    const after = { ...protection, ...objectives, drill, name: input.name ?? before.name, version: before.version + 1 };
    const change = async () => {
      await tx.update(policies).set(after).where(eq(policies.id, policyId));
      // What is told of objectives tells what is planned.
      if (input.schedule || input.withoutSchedule) {
        await replanPolicy(tx, { policyId, before: before.schedule, schedule: after.schedule });
      }
    };
    await (editsObjectives(input)
      ? aroundChange(ctx, tx, { itemIds: await protectedUnder(tx, policyId), change })
      : change());
    if (input.drill || input.withoutDrill) await replanDrills(tx, { policyId, rule: drill });
    await audit(ctx, tx, {
      action: 'policy.updated',
      subjectId: policyId,
      details: {
        version: after.version,
        from: pick(before),
        to: pick(after),
        apart: apart(before.schedule, after.schedule),
        ...impact,
      },
    });
    return { policyId };
  });
}

function assertSomething(input: Input): void {
  const { name, schedule, withoutSchedule, retention, drill, withoutDrill } = input;
  if ([name, schedule, retention, drill].some((given) => given !== undefined)) return;
  if (withoutSchedule === true || withoutDrill === true || editsObjectives(input)) return;
  const message = 'must change something: the name, the schedule, the retention, the objectives or the drills';
  throw new InvalidInputError([{ path: 'input', message }]);
}

async function protectedUnder(tx: Transaction, policyId: string): Promise<string[]> {
  const { id, state } = protectedItems;
  const items = await tx
    .select({ id })
    .from(protectedItems)
    .where(and(eq(protectedItems.policyId, policyId), eq(state, 'PROTECTED')));
  return items.map((item) => item.id);
}

/** The rule after the edit; one that takes another's place goes on asking since the same moment. */
async function editDrill(
  tx: Transaction,
  before: Policy,
  { drill, withoutDrill }: Input,
): Promise<KeptDrillRule | null> {
  if (drill && withoutDrill) {
    throw new InvalidInputError([{ path: 'withoutDrill', message: 'cannot stand beside a new rule of drills' }]);
  }
  if (withoutDrill) return null;
  if (!drill) return before.drill;
  const since = readDrillRule(before.drill)?.since ?? (await scheduleNow(tx)).toISOString();
  return { ...drill, since };
}

/**
 * Retention waits for the policy's row, which is locked: what is found here is what would happen. What was shown is judged by the moment
 * at which it was shown, so that neither the clock nor a new backup makes it another.
 * @returns what the audit log is to say of it; nothing where neither rules nor days change
 */
async function assertShown(
  tx: Transaction,
  { before, after, shown }: { before: Policy; after: Protection; shown: string | undefined },
): Promise<{ pointsGone?: number; pointsSooner?: number; pointsBack?: number }> {
  const isSame = after.retention === before.retention && zoneOf(after.schedule) === zoneOf(before.schedule);
  if (isSame && shown === undefined) return {};
  const now = await scheduleNow(tx);
  const asOf = shown === undefined ? now : momentShown(shown, now);
  if (!asOf) throw impactChanged();
  const { gone, sooner, back, fingerprint } = await findImpactOnPoints(tx, { policy: before, edited: after, asOf });
  if (shown !== undefined && shown !== fingerprint) throw impactChanged();
  if (shown === undefined && gone.count + sooner.count > 0) throw impactNotShown(gone.count, sooner.count);
  return { pointsGone: gone.count, pointsSooner: sooner.count, pointsBack: back.count };
}

function impactNotShown(gone: number, sooner: number): ConflictError {
  const later = `${countPoints(sooner)} would go sooner`;
  return new ConflictError({
    code: 'IMPACT_NOT_SHOWN',
    message:
      gone === 0
        ? `By this edit ${later}.`
        : `This edit would delete ${countPoints(gone)}${sooner > 0 ? `; ${later}` : ''}.`,
    cause: 'Retention counts for points that are there already, so an edit that takes some must be shown first.',
    remedy: 'Ask policyImpact for what it would do, and send its fingerprint with the edit.',
  });
}

function impactChanged(): ConflictError {
  return new ConflictError({
    code: 'IMPACT_CHANGED',
    message: 'The edit would no longer do what was shown.',
    cause:
      'The policy, its items or their recovery points have changed since, it was more than an hour ago, or the edit is another one.',
    remedy: 'Ask policyImpact again, look, and send the new fingerprint.',
    retryable: true,
  });
}

function pick(policy: Pick<Policy, 'name' | 'schedule' | 'retention' | 'rpoSeconds' | 'rtoSeconds' | 'drill'>) {
  const { name, schedule, retention, rpoSeconds, rtoSeconds, drill } = policy;
  return { name, schedule, retention, rpoSeconds, rtoSeconds, drill };
}

/** In words; nothing where what was there before cannot be read. */
function apart(before: Schedule | null, after: Schedule | null): string[] {
  const old = before && scheduleSchema.safeParse(before);
  return old?.success && after ? schedulesApart(old.data, after) : [];
}
