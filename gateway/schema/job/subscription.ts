import { assertMayDo } from '@holdfast/db/domain/rights';
import { isFinal } from '@holdfast/db/domain/job';
import { PendingChanges } from '@holdfast/db/events/pending-changes';
import { jobStatus, jobsToWatch, type StoreInstant } from '@holdfast/db/queries/jobs';
import { builder } from '../../builder.ts';
import type { GatewayContext } from '../../context.ts';
import { stoppable } from '../stoppable.ts';
import { Job } from './type.ts';

builder.subscriptionField('jobChanged', (t) =>
  t.field({
    type: Job,
    nullable: true,
    description:
      'The state of a job: at once, then whenever it changed, until it has ended. Without an id: of every open job at once, then of every job that changed. States that follow each other quickly may be told as one; the newest always is. Null for an id that names no job.',
    args: { id: t.arg.id() },
    subscribe: (_root, { id }, ctx) => {
      const pending = new PendingChanges(ctx.changes, { table: 'jobs', id: id ?? undefined });
      const events = id == null ? everyJob(ctx, pending) : oneJob(ctx, pending, id);
      return stoppable(events, () => pending.close());
    },
    resolve: ({ jobId }, _args, context, info) =>
      context.db.query.jobs.findFirst(
        t.drizzleQueryFromInfo('jobs', { context, info, columns: { id: true }, where: { id: jobId } }),
      ),
  }),
);

/** The job now, then at each change; the last one is its end. */
async function* oneJob(ctx: GatewayContext, pending: PendingChanges, jobId: string) {
  try {
    do {
      await assertMayStillRead(ctx);
      const job = await jobStatus(ctx.db, jobId);
      yield { jobId };
      if (!job || isFinal(job.status)) return;
    } while (await pending.next());
  } finally {
    pending.close();
  }
}

interface Found {
  readonly ids: string[];
  readonly at: StoreInstant | undefined;
}

/** Every open job, then each that changes. After a gap: the open ones again, and those that ended in the gap. */
async function* everyJob(ctx: GatewayContext, pending: PendingChanges) {
  let lookedAt: StoreInstant | undefined;
  try {
    for await (const ids of idsToLookAt()) {
      await assertMayStillRead(ctx);
      for (const jobId of ids) yield { jobId };
    }
  } finally {
    pending.close();
  }

  async function* idsToLookAt() {
    const all = await jobsToWatch(ctx.db, lookedAt);
    lookedAt = all.at;
    yield all.ids;
    for (let next = await pending.next(); next; next = await pending.next()) {
      const found: Found = next.kind === 'resync' ? await jobsToWatch(ctx.db, lookedAt) : await changed(next.id);
      lookedAt = found.at ?? lookedAt;
      yield found.ids;
    }
  }

  async function changed(id: string): Promise<Found> {
    const job = await jobStatus(ctx.db, id);
    return { ids: job ? [id] : [], at: job?.at };
  }
}

/** Rights may go while someone watches: a token is revoked, a role is taken away. */
async function assertMayStillRead(ctx: GatewayContext): Promise<void> {
  assertMayDo(await ctx.authenticateAgain(), 'estate.read');
}
