import { PgBoss } from 'pg-boss';
import { APP_ROLE } from '../client.ts';
import { QUEUE_NAMES, QUEUES, QUEUE_SCHEMA, siteQueue } from './definitions.ts';

export interface BossOptions {
  readonly url: string;
  readonly name: string;
  readonly connections: number;
  /** What pg-boss says went wrong in the background: it goes on by itself, the log should know. */
  readonly onError: (error: Error) => void;
}

/**
 * A started pg-boss. Every part that has one also supervises (once a second), so that a delivery of a dead worker is
 * handed out again whichever part is left, also when the dead worker was the only one (stack.md 5, trap 2).
 */
export async function startBoss(options: BossOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: options.url,
    options: `-c role=${APP_ROLE}`,
    application_name: options.name,
    schema: QUEUE_SCHEMA,
    max: options.connections,
    connectionTimeoutMillis: 10_000,
    migrate: false,
    createSchema: false,
    schedule: false,
    supervise: true,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 1,
    reindex: false,
    useListenNotify: true,
  });
  boss.on('error', options.onError);
  await boss.start();
  return boss;
}

/** Makes the queues of a site where they are missing. May be run again. */
export async function createSiteQueues(boss: PgBoss, siteId: string): Promise<void> {
  for (const name of QUEUE_NAMES) await boss.createQueue(siteQueue(name, siteId), QUEUES[name].options);
}
