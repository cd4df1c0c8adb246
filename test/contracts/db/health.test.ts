import { sql } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { findHealth } from '@holdfast/db/queries/health';
import { dismissSuspicion } from '@holdfast/db/services/recovery-point/dismiss-suspicion';
import { finishBackup } from '@holdfast/db/services/job/finish-backup';
import { failAttempt } from '@holdfast/db/services/job/fail-attempt';
import { openServices } from '../../kit/services.ts';
import { as, request, type Estate } from '../../kit/estate.ts';
import { backupResult, beginBackup, part, USERS_FAULT } from './kit.ts';
import { backUp, seedObjectives } from './objectives-kit.ts';
import { seedPoints } from './retention-kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

/** An item's status and the codes of its reasons. */
async function healthOf({ itemId }: Estate): Promise<{ status: string; codes: string[]; texts: string[] }> {
  const health = (await findHealth(services.db, sql`item.id = ${itemId}`)).get(itemId)?.health;
  if (!health) throw new Error(`${itemId} has no health`);
  const { status, reasons } = health;
  return { status, codes: reasons.map(({ code }) => code), texts: reasons.map(({ text }) => text) };
}

async function failBackup(estate: Estate): Promise<void> {
  const hold = await beginBackup(services, estate);
  await failAttempt(services, hold, { error: USERS_FAULT });
}

const now = () => new Date().toISOString();

test('an item is pending until its first backup, degraded by one that fails, more so by two, and healthy after one that succeeds', async () => {
  const estate = await seedObjectives(services, {});
  expect(await healthOf(estate)).toMatchObject({ status: 'PENDING', codes: ['FIRST_BACKUP_PENDING'] });
  await failBackup(estate);
  expect(await healthOf(estate)).toMatchObject({ status: 'TRANSIENT_DEGRADED', codes: ['BACKUP_FAILING'] });
  await failBackup(estate);
  expect(await healthOf(estate)).toMatchObject({ status: 'PERSISTENT_DEGRADED' });
  await backUp(services, estate, now());
  expect(await healthOf(estate)).toEqual({ status: 'HEALTHY', codes: [], texts: [] });
  // What failed before the last success is over.
  await failBackup(estate);
  expect(await healthOf(estate)).toMatchObject({ status: 'TRANSIENT_DEGRADED' });
});

test('a newest point that is damaged shows, until it is whole again', async () => {
  const estate = await seedObjectives(services, {});
  const pointId = await backUp(services, estate, now());
  const damage = JSON.stringify({ certainty: 'DAMAGED', text: 'a pack is gone.', jobId: 'j', paths: [], pathCount: 0 });
  await owner`update recovery_points set damage = ${damage}::text::jsonb, damaged_at = now() where id = ${pointId}`;
  expect(await healthOf(estate)).toEqual({
    status: 'TRANSIENT_UNHEALTHY',
    codes: ['NO_GOOD_POINT'],
    texts: ['No recovery point of it is whole: a pack is gone.'],
  });
  await owner`update recovery_points set damage = null, damaged_at = null where id = ${pointId}`;
  expect(await healthOf(estate)).toMatchObject({ status: 'HEALTHY' });
});

test('an unusual change shows also when later points look ordinary, until someone dismisses it', async () => {
  const estate = await seedObjectives(services, {});
  const { itemId } = estate;
  await seedPoints(
    owner,
    estate,
    Array.from({ length: 10 }, (_, day) => new Date(Date.now() - (day + 1) * 86_400_000).toISOString()),
  );
  await owner`update recovery_points set size_bytes = ${12e9} where item_id = ${itemId}`;
  const finish = async (sizeBytes: number) => {
    const parts = [{ ...part('tree'), sizeBytes }];
    const hold = await beginBackup(services, estate);
    return finishBackup(services, hold, backupResult({ takenAt: new Date(), parts }));
  };
  const { pointId } = await finish(1e9);
  await finish(12e9);
  expect(await healthOf(estate)).toMatchObject({ status: 'TRANSIENT_DEGRADED', codes: ['UNUSUAL_CHANGE'] });
  await dismissSuspicion(as(services, 'OPERATOR'), request({ recoveryPointId: pointId }));
  expect(await healthOf(estate)).toMatchObject({ status: 'HEALTHY' });
});

test('alerts of missed runs and drills show while they are fired; others, of other items or over, do not', async () => {
  const estate = await seedObjectives(services, {});
  const other = await seedObjectives(services, {});
  for (const each of [estate, other]) await backUp(services, each, now());
  const error = JSON.stringify({ ...USERS_FAULT, message: 'Never proven.' });
  const alert = (kind: string, condition: string) => owner`
    insert into alerts (id, kind, fingerprint, severity, condition, item_id, error, resolved_at)
    values (${crypto.randomUUID()}, ${kind}, ${crypto.randomUUID()}, 'ERROR', ${condition}, ${estate.itemId}, ${error}::text::jsonb, null)`;
  await alert('RESTORE_FAILED', 'FIRED');
  await alert('DRILL_FAILED', 'RESOLVED');
  expect(await healthOf(estate)).toMatchObject({ status: 'HEALTHY' });
  await alert('NOT_PROVEN', 'FIRED');
  expect(await healthOf(estate)).toEqual({
    status: 'TRANSIENT_DEGRADED',
    codes: ['NOT_PROVEN'],
    texts: ['Never proven.'],
  });
  expect(await healthOf(other)).toMatchObject({ status: 'HEALTHY' });
});
