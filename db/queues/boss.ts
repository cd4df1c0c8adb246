import { PgBoss } from 'pg-boss';
import { APP_ROLE, IDLE_IN_TRANSACTION_MS } from '../client.ts';
import { QUEUE_NAMES, QUEUES, QUEUE_SCHEMA, queueOf } from './definitions.ts';

export interface BossOptions {
  readonly url: string;
  readonly name: string;
  readonly connections: number;
  /** What pg-boss says went wrong in the background: it goes on by itself, the log should know. */
  readonly onError: (error: Error) => void;
}

/**
 * A half-open connection answers nothing and fails nothing: what waits for it longer than this fails, and pg lays a new
 * one. Without it a worker's slot that was fetching when the line broke would never fetch again.
 */
const ANSWER_WITHIN_MS = 10_000;

/** An option of pg, which pg-boss hands on to its pool without naming it among its own. */
const QUERY_LIMIT = { query_timeout: ANSWER_WITHIN_MS };

/**
 * A started pg-boss. Every part that has one also supervises (once a second), so that a delivery of a dead worker is
 * handed out again whichever part is left, also when the dead worker was the only one (stack.md 5, trap 2).
 */
export async function startBoss(options: BossOptions): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: options.url,
    options: `-c role=${APP_ROLE} -c idle_in_transaction_session_timeout=${IDLE_IN_TRANSACTION_MS}`,
    application_name: options.name,
    schema: QUEUE_SCHEMA,
    max: options.connections,
    connectionTimeoutMillis: ANSWER_WITHIN_MS,
    ...QUERY_LIMIT,
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
  for (const name of QUEUE_NAMES) await boss.createQueue(queueOf(name, siteId), QUEUES[name].options);
}
