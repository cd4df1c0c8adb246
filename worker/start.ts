import type { Clock } from '@holdfast/db/clock';
import { assertStoreReady } from '@holdfast/db/queries/store-ready';
import { startBoss } from '@holdfast/db/queues/boss';
import { assertKeyOpensStore } from '@holdfast/db/master-key';
import type { MasterKey } from '@holdfast/db/sealing';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { registerWorker } from '@holdfast/db/services/worker/register';
import { stopWorker } from '@holdfast/db/services/worker/stop';
import type { Logger } from 'pino';
import { AttemptDirectories } from './attempt/directory.ts';
import { keepBeating } from './attempt/heartbeat.ts';
import { RunningAttempts } from './attempt/running.ts';
import { consume } from './consume.ts';
import { removeDrillLeftovers } from './drill/remove-leftovers.ts';
import { Slack, type SlackOptions } from './notify/slack.ts';
import { watchOutbox } from './notify/watch-outbox.ts';
import { ownIdentity } from './process/identity.ts';
import { removeExpiredReplacedData } from './restore/remove-expired.ts';
import { StoreLink } from './process/store-link.ts';
import { measureSpace } from './scheduler/measure-space.ts';
import { protectSources } from './scheduler/protect-sources.ts';
import { runVaultTasks } from './scheduler/run-vault-tasks.ts';
import { runDrills } from './scheduler/run-drills.ts';
import { runSchedules } from './scheduler/run-schedules.ts';
import { superviseWorkers } from './supervise.ts';
import type { Worker, WorkerSettings } from './worker.ts';

export interface WorkerOptions {
  /** The store, as the application's role. */
  readonly storeUrl: string;
  readonly site: string;
  readonly settings: WorkerSettings;
  readonly masterKey: MasterKey;
  /** Given, the worker also sends what is to be told in Slack. */
  readonly slack?: SlackOptions | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface RunningWorker {
  readonly id: string;
  /** Takes nothing new, gives what runs `drainMs` to end, stops the rest so that it is tried again, and ends. */
  stop(drainMs: number): Promise<void>;
}

/** Starts a worker in this process. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { settings, log } = options;
  const link = new StoreLink({ url: options.storeUrl, connections: settings.concurrency + 4, name: 'holdfast-worker' });
  await assertStoreReady(link.db);
  await assertKeyOpensStore(link.db, options.masterKey);
  const boss = await startBoss({
    url: options.storeUrl,
    name: 'holdfast-worker-queue',
    connections: 4,
    onError: (error) => log.warn({ error }, 'the queue had trouble'),
  });
  const services = {
    boss,
    clock: options.clock,
    masterKey: options.masterKey,
    get db() {
      return link.db;
    },
  };
  const siteId = await ensureSite(services, options.site);
  const id = await registerWorker(services, { siteId, ...(await ownIdentity()) });
  const worker: Worker = {
    id,
    siteId,
    services,
    link,
    settings,
    running: new RunningAttempts(),
    directories: new AttemptDirectories(settings.home),
    slack: options.slack && new Slack(options.slack),
    log: log.child({ worker: id }),
    patienceMs: 60_000,
  };
  const ending = new AbortController();
  const loops = [
    keepBeating,
    superviseWorkers,
    runSchedules,
    runVaultTasks,
    runDrills,
    removeDrillLeftovers,
    protectSources,
    removeExpiredReplacedData,
    measureSpace,
    ...(worker.slack ? [watchOutbox] : []),
  ].map((loop) => loop(worker, ending.signal));
  await consume(worker, boss);
  worker.log.info({ site: options.site }, 'worker started');
  return { id, stop: (drainMs) => stop({ worker, boss, ending, loops }, drainMs) };
}

interface Parts {
  readonly worker: Worker;
  readonly boss: Awaited<ReturnType<typeof startBoss>>;
  readonly ending: AbortController;
  readonly loops: readonly Promise<void>[];
}

async function stop({ worker, boss, ending, loops }: Parts, drainMs: number): Promise<void> {
  worker.running.close();
  const stopped = boss.stop({ graceful: true, close: false, timeout: drainMs + 10_000 });
  const drain = setTimeout(() => worker.running.stopAll('STOPPING'), drainMs);
  await worker.running.idle();
  clearTimeout(drain);
  await stopped;
  ending.abort();
  await Promise.all(loops);
  await stopWorker(worker.services, worker.id);
  await boss.stop({ graceful: false, close: true });
  await worker.link.close();
}
