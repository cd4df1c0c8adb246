import { eq } from 'drizzle-orm';
import type { Database } from '../client.ts';
import type { ActorRecord } from '../domain/actor.ts';
import type { AlertKind } from '../domain/alert.ts';
import type { RestorePlan } from '../domain/restore.ts';
import { alerts, jobs, principals, protectedItems, vaults } from '../schema/index.ts';
import { newestSuspects } from './suspicions.ts';
import { pointsInBrief, type PointInBrief } from './points-in-brief.ts';

const DATABASES_NAMED = 3;

/** A person as a message may name them. */
export interface NamedActor {
  readonly name: string;
  readonly slackUserId?: string;
}

/** The newest state of a job with all that its message shows; of its item and its vault the one it is about. */
export async function findJobForMessage(db: Database, jobId: string) {
  const [found] = await db
    .select({
      job: jobs,
      item: { name: protectedItems.name, kind: protectedItems.kind, rtoSeconds: protectedItems.rtoSeconds },
      vault: { name: vaults.name },
    })
    .from(jobs)
    .leftJoin(protectedItems, eq(protectedItems.id, jobs.itemId))
    .leftJoin(vaults, eq(vaults.id, jobs.vaultId))
    .where(eq(jobs.id, jobId));
  if (!found) return undefined;
  const [again] = await db.select({ id: jobs.id }).from(jobs).where(eq(jobs.retryOf, jobId)).limit(1);
  return {
    ...found,
    point: await pointOf(db, found.job.plan),
    retriedAs: again?.id,
    requestedBy: await nameActor(db, found.job.requestedBy),
  };
}

/** What a restore is from, with as many databases as a message names. */
async function pointOf(db: Database, plan: RestorePlan | null): Promise<PointInBrief | undefined> {
  if (!plan) return undefined;
  const { recoveryPointId: id } = plan;
  return (await pointsInBrief(db, [id], { most: DATABASES_NAMED })).get(id);
}

/** The same of an alert, which may be about neither. */
export async function findAlertForMessage(db: Database, alertId: string) {
  const [found] = await db
    .select({
      alert: alerts,
      item: { name: protectedItems.name },
      vault: { name: vaults.name },
      job: { operation: jobs.operation, status: jobs.status },
    })
    .from(alerts)
    .leftJoin(protectedItems, eq(protectedItems.id, alerts.itemId))
    .leftJoin(vaults, eq(vaults.id, alerts.vaultId))
    .leftJoin(jobs, eq(jobs.id, alerts.jobId))
    .where(eq(alerts.id, alertId));
  if (!found) return undefined;
  const changedBy = found.alert.changedBy ? await nameActor(db, found.alert.changedBy) : undefined;
  return { ...found, changedBy, suspectPointId: await suspectPointOf(db, found.alert) };
}

/** What an unusual change is about: the item's newest suspect point. */
async function suspectPointOf(
  db: Database,
  { kind, itemId }: { kind: AlertKind; itemId: string | null },
): Promise<string | undefined> {
  if (kind !== 'UNUSUAL_CHANGE' || itemId === null) return undefined;
  return (await newestSuspects(db, [itemId])).get(itemId)?.id;
}

async function nameActor(db: Database, actor: ActorRecord): Promise<NamedActor> {
  if (actor.type === 'system') return { name: 'Holdfast' };
  const [principal] = await db
    .select({ name: principals.name })
    .from(principals)
    .where(eq(principals.id, actor.principalId));
  const name = principal?.name ?? actor.principalId;
  return actor.type === 'slack' ? { name, slackUserId: actor.userId } : { name };
}
