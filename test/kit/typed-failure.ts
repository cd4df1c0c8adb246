import { eq } from 'drizzle-orm';
import { expect } from 'vitest';
import type { AlertKind } from '@holdfast/db/domain/alert';
import { itemIdOf } from '@holdfast/db/domain/job';
import { alerts } from '@holdfast/db/schema';
import type { readJob } from './jobs.ts';
import type { World } from './world.ts';

interface Trouble {
  readonly itemId: string;
  readonly kind: AlertKind;
  readonly code: string;
}

type Job = Awaited<ReturnType<typeof readJob>>;

/** What every failure must tell: what, why, what to do and whose it is; and an alert that is fired and counts. */
export async function expectTypedFailure(
  world: World,
  job: Job,
  expected: { code: string; kind?: AlertKind; count?: number },
): Promise<void> {
  const { code, kind = 'BACKUP_FAILED', count = 1 } = expected;
  expect(job.error, 'the error').toMatchObject({ code });
  expect(job).toMatchObject({ status: 'FAILED', result: null });
  for (const part of ['message', 'cause', 'remedy'] as const) expect(job.error?.[part], part).toMatch(/\w{3}.*\.?$/s);
  expect(['USER', 'SERVICE']).toContain(job.error?.fault);
  const [alert] = await alertsOf(world, { itemId: itemIdOf(job), kind, code });
  expect(alert, 'the alert').toMatchObject({ kind, condition: 'FIRED', state: 'NEW', severity: 'ERROR', count });
  expect(alert).toMatchObject({ jobId: job.id, error: { code }, resolvedAt: null });
}

/** The alert of that trouble is there once, and resolved. */
export async function expectResolved(world: World, trouble: Trouble): Promise<void> {
  const raised = await alertsOf(world, trouble);
  expect(raised.map((alert) => alert.condition)).toEqual(['RESOLVED']);
  expect(raised[0]?.resolvedAt).toBeInstanceOf(Date);
}

async function alertsOf(world: World, { itemId, kind, code }: Trouble) {
  const all = await world.store.db.select().from(alerts).where(eq(alerts.itemId, itemId));
  return all.filter((alert) => alert.kind === kind && alert.error.code === code);
}
