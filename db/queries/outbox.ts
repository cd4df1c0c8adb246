import { and, eq } from 'drizzle-orm';
import type { Database } from '../client.ts';
import { outbox } from '../schema/index.ts';

/** The posted root of the thread that a milestone or a reply belongs to; undefined for messages of their own. */
export async function findRootTs(
  db: Database,
  message: {
    readonly kind: string;
    readonly jobId: string | null;
    readonly teamId: string;
    readonly channelId: string;
  },
): Promise<string | undefined> {
  if (message.jobId === null || (message.kind !== 'MILESTONE' && message.kind !== 'REPLY')) return undefined;
  const [root] = await db
    .select({ ts: outbox.ts })
    .from(outbox)
    .where(
      and(
        eq(outbox.kind, 'JOB'),
        eq(outbox.jobId, message.jobId),
        eq(outbox.teamId, message.teamId),
        eq(outbox.channelId, message.channelId),
      ),
    );
  return root?.ts ?? undefined;
}
