import { systemClock } from '@holdfast/db/clock';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { assertKeyOpensStore, keepACopy, loadMasterKey } from '@holdfast/db/master-key';
import { migrateStore } from '@holdfast/db/migrate';
import { startBoss } from '@holdfast/db/queues/boss';
import { bootstrapAdmin } from '@holdfast/db/services/access/bootstrap';
import { SettingsError } from '@holdfast/db/settings';
import { findStore } from '@holdfast/db/store/find';
import { pino } from 'pino';
import { gatewaySettings } from './env.ts';
import { openGatewayStore } from './open-store.ts';
import { loggable } from './plugins/loggable.ts';
import { startGateway } from './server.ts';

/** Well within the 30 seconds in which the process ends after SIGTERM: what runs gets this long to finish. */
const DRAIN_MS = 10_000;
const QUEUE_CONNECTIONS = 2;

async function main(): Promise<void> {
  const env = gatewaySettings();
  if (process.argv.includes('--check-settings')) return;
  const log = pino({ level: env.HOLDFAST_LOG_LEVEL, name: 'gateway' });
  const found = await findStore({ home: env.HOLDFAST_HOME, databaseUrl: env.DATABASE_URL });
  await migrateStore(found.ownerUrl ?? found.appUrl);
  const { key: masterKey, madeAt } = await loadMasterKey({ text: env.HOLDFAST_MASTER_KEY, home: env.HOLDFAST_HOME });
  const store = openGatewayStore(found.appUrl);
  await assertKeyOpensStore(store.db, masterKey);
  if (madeAt !== undefined) log.warn(keepACopy(madeAt));
  const boss = await startBoss({
    url: found.appUrl,
    name: 'holdfast-gateway-queue',
    connections: QUEUE_CONNECTIONS,
    onError: (error) => log.warn({ error: loggable(error) }, 'the queue had trouble'),
  });
  const services = { db: store.db, boss, clock: systemClock, masterKey };
  const tokenAt = await bootstrapAdmin(services, env.HOLDFAST_HOME);
  if (tokenAt !== undefined) log.warn(`The first administrator's API token is in ${tokenAt}. Take it from there and delete the file.`);
  const gateway = await startGateway({ services, storeUrl: found.appUrl, port: env.PORT, host: env.HOST, log });
  log.info({ url: gateway.url }, 'gateway started');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'ending');
      void end().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error: loggable(error) }, 'ended badly');
          process.exit(1);
        },
      );
    });
  }

  async function end(): Promise<void> {
    await gateway.stop(DRAIN_MS);
    await boss.stop({ graceful: true, close: true, timeout: DRAIN_MS });
    await store.close();
  }
}

main().catch((error: unknown) => {
  const told = error instanceof SettingsError ? error.message : error instanceof HoldfastError ? tellWhole(error) : loggable(error);
  console.error(told);
  process.exit(1);
});

function tellWhole({ message, cause, remedy }: HoldfastError): string {
  return `${message}\n  ${cause}\n  ${remedy}`;
}
