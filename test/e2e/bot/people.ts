import { randomUUID } from 'node:crypto';
import { jobs } from '@holdfast/db/schema';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { asc, eq } from 'drizzle-orm';
import type { PointContents } from '@holdfast/db/domain/point-contents';
import { as, protectFolder, protectServer, request } from '../../kit/estate.ts';
import type { CommandResult } from '../../kit/slack/people/person.ts';
import { begin, commitBackup, commitDatabases } from '../gateway/without-worker.ts';
import type { BotWorld } from './bot-world.ts';

type Behind = Pick<BotWorld, 'gateway' | 'estate'>;

export interface TestItem {
  readonly itemId: string;
  readonly name: string;
}

/** One more protected folder, under a name that no other begins with. */
export async function newItem(
  { gateway, estate }: Behind,
  name = `item ${randomUUID().slice(0, 12)}`,
): Promise<TestItem> {
  const { vaultId, policyId } = estate;
  const folder = { vaultId, policyId, name, path: `/srv/${randomUUID()}` };
  const { itemId } = await protectFolder(as(gateway.services, 'ADMIN'), folder);
  return { itemId, name };
}

/** An item with so many recovery points, the oldest first. */
export async function newItemWithPoints(world: Behind, points: number): Promise<TestItem & { pointIds: string[] }> {
  const item = await newItem(world);
  const pointIds: string[] = [];
  for (let made = 0; made < points; made += 1) pointIds.push(await makePoint(world, item.itemId));
  return { ...item, pointIds };
}

/** A protected server of its own, or one database of it, with a point that holds this. */
export async function newServerWithPoint(
  { gateway: { services }, estate }: Behind,
  contents: PointContents | null,
  database?: string,
): Promise<TestItem & { pointId: string; place: string }> {
  const { vaultId, policyId, workerId } = estate;
  const own = randomUUID().slice(0, 12);
  const config = { host: `${own}.example`, user: 'backup', database };
  const server = { vaultId, policyId, name: `server ${own}`, config };
  const { itemId } = await protectServer(as(services, 'ADMIN'), server);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId }));
  const pointId = await commitDatabases(services, await begin(services, { jobId, workerId }), contents);
  return { itemId, name: server.name, pointId, place: `postgresql://${config.host}:5432` };
}

/** A backup from its request to its point. */
export async function makePoint(
  { gateway: { services }, estate }: Behind,
  itemId: string,
  sizeBytes = 2_800_000_000,
): Promise<string> {
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId }));
  return commitBackup(services, await begin(services, { jobId, workerId: estate.workerId }), {
    sizeBytes,
    storedBytes: 310_000_000,
  });
}

/** The jobs of an item, the oldest first. */
export async function jobsOf({ gateway }: Behind, itemId: string) {
  return gateway.services.db.select().from(jobs).where(eq(jobs.itemId, itemId)).orderBy(asc(jobs.id));
}

/** The one job of an item. */
export async function onlyJobOf(world: Behind, itemId: string) {
  const [job, ...others] = await jobsOf(world, itemId);
  if (!job || others.length > 0) throw new Error(`${itemId} has ${others.length + (job ? 1 : 0)} jobs`);
  return job;
}

/** What came of a command on the screen of who typed it: their answer, or what Slack says instead of one. */
export function answerTo(said: CommandResult): string {
  return said.error ?? said.ephemeral.map(({ shown }) => shown).join('\n');
}
