import { and, asc, desc, eq, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { SlackPlace } from '../../domain/outbox.ts';
import { NOW } from '../../schema/columns.ts';
import { outbox } from '../../schema/index.ts';
import type { Services } from '../context.ts';

/** A message that is due, with what of it is wanted now. */
export type DueMessage = typeof outbox.$inferSelect;

/** Longer than a send with all its look-ups takes; after a crash the message is free again. */
const CLAIM_SECONDS = 60;

const isDue = and(
  eq(outbox.state, 'OPEN'),
  lt(outbox.sent, outbox.wanted),
  lte(outbox.dueAt, NOW),
  or(isNull(outbox.claimedUntil), lt(outbox.claimedUntil, NOW)),
);

/** So often a reply is tried before the later ones of its thread go without it: they may be what somebody waits for. */
const TRIES_WAITED_FOR = 5;

/**
 * Takes the next due message of a place for one sender: finals first, the state before what is said of it, then the oldest.
 * No other sender takes it before it is settled or the claim has ended. A thread's message waits until its root is posted,
 * and until the replies before it are: the result is the last one.
 */
export async function claimMessage(services: Services, place: SlackPlace): Promise<DueMessage | undefined> {
  return services.db.transaction(async (tx) => {
    const [due] = await tx
      .select()
      .from(outbox)
      .where(and(isDue, eq(outbox.teamId, place.teamId), eq(outbox.channelId, place.channelId), isItsTurn))
      .orderBy(desc(leadsToEnd), asc(isOfThread), asc(outbox.dueAt), asc(outbox.seq))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!due) return undefined;
    const claimedUntil = sql`now() + make_interval(secs => ${CLAIM_SECONDS})`;
    const change = {
      claimedUntil,
      urgent: false,
      renders: sql`${outbox.renders} + 1`,
      attempts: sql`${outbox.attempts} + 1`,
    };
    const [claimed] = await tx.update(outbox).set(change).where(eq(outbox.seq, due.seq)).returning();
    return claimed;
  });
}

/** Places with something due, so that a sender looks after each. */
export function findDuePlaces(services: Services): Promise<SlackPlace[]> {
  return services.db
    .selectDistinct({ teamId: outbox.teamId, channelId: outbox.channelId })
    .from(outbox)
    .where(and(isDue, isItsTurn));
}

const isOfThread = sql`${outbox.kind} in ('MILESTONE', 'REPLY')`;

/** True for messages of their own, and for those of a thread whose root Slack has. */
const rootIsPosted = or(
  sql`${outbox.kind} in ('JOB', 'ALERT', 'PRIVATE')`,
  sql`exists (select from outbox root where root.kind = 'JOB' and root.job_id = ${outbox.jobId}
    and root.team_id = ${outbox.teamId} and root.channel_id = ${outbox.channelId} and (root.ts is not null))`,
);

const isInThreadOf = sql`other.kind in ('MILESTONE', 'REPLY') and other.job_id = ${outbox.jobId}
  and other.team_id = ${outbox.teamId} and other.channel_id = ${outbox.channelId}
  and other.state = 'OPEN' and other.sent < other.wanted`;

/** True but for replies of a thread with earlier ones that Slack does not have yet. */
const isNextInThread = or(
  sql`${outbox.kind} in ('JOB', 'ALERT', 'PRIVATE')`,
  sql`not exists (select from outbox other where ${isInThreadOf} and other.seq < ${outbox.seq}
    and other.attempts <= ${TRIES_WAITED_FOR})`,
);

const isItsTurn = and(rootIsPosted, isNextInThread);

/** True for finals, and for what a final reply waits for. */
const leadsToEnd = sql`(${outbox.final} or (${outbox.kind} = 'MILESTONE'
  and exists (select from outbox other where ${isInThreadOf} and other.final)))`;
