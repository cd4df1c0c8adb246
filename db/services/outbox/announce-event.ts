import { and, eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { outbox } from '../../schema/index.ts';

/** Puts a milestone of a job into the thread of each of its messages, once. */
export async function announceEvent(
  tx: Transaction,
  event: { readonly seq: number; readonly jobId: string; readonly message: string; readonly at: Date },
): Promise<void> {
  const followed = await messagesOfJob(tx, event.jobId);
  const rows = followed.map(({ teamId, channelId }) => ({
    kind: 'MILESTONE' as const,
    dedupKey: `event:${event.seq}:${teamId}:${channelId}`,
    teamId,
    channelId,
    jobId: event.jobId,
    payload: { message: event.message, at: event.at.toISOString() },
  }));
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}

/** Has whoever asked for the job told of its end, in the thread where they asked. */
export async function announceEnd(tx: Transaction, jobId: string): Promise<void> {
  const asked = (await messagesOfJob(tx, jobId)).filter((message) => message.asked);
  const rows = asked.map(({ teamId, channelId }) => ({
    kind: 'REPLY' as const,
    dedupKey: `end:${jobId}:${teamId}:${channelId}`,
    teamId,
    channelId,
    jobId,
    final: true,
  }));
  if (rows.length > 0) await tx.insert(outbox).values(rows).onConflictDoNothing();
}

function messagesOfJob(tx: Transaction, jobId: string) {
  return tx
    .select({ teamId: outbox.teamId, channelId: outbox.channelId, asked: outbox.asked })
    .from(outbox)
    .where(and(eq(outbox.kind, 'JOB'), eq(outbox.jobId, jobId)));
}
