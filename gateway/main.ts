import { systemClock } from '@holdfast/db/clock';
import { bindStoreToKey, keepACopy, loadMasterKey } from '@holdfast/db/master-key';
import { migrateStore } from '@holdfast/db/migrate';
import { startBoss } from '@holdfast/db/queues/boss';
import { bootstrapAdmin } from '@holdfast/db/services/access/bootstrap';
import { keepRecoveryKits } from '@holdfast/db/services/vault/keep-recovery-kit';
import { findStore } from '@holdfast/db/store/find';
import { endOnSignals } from '@holdfast/db/process/end-on-signals';
import { gatewaySettings } from './env.ts';
import { openLog } from './log.ts';
import { openGatewayStore } from './open-store.ts';
import { loggable } from '@holdfast/db/process/loggable';
import { asPortError } from './port-error.ts';
import { startGateway } from './server.ts';
import { tellKits } from './tell-kits.ts';
import { tellStartError } from './tell-start-error.ts';

/** Well within the 30 seconds in which the process ends after SIGTERM: what runs gets this long to finish. */
const DRAIN_MS = 10_000;
const LATEST_END_MS = 22_000;
const QUEUE_CONNECTIONS = 2;

async function main(): Promise<void> {
  const env = gatewaySettings();
  if (process.argv.includes('--check-settings')) return;
  const log = openLog({ level: env.HOLDFAST_LOG_LEVEL, name: 'gateway' });
  const found = await findStore({ home: env.HOLDFAST_HOME, databaseUrl: env.DATABASE_URL });
  await migrateStore(found.ownerUrl ?? found.appUrl);
  const { key: masterKey, madeAt } = await loadMasterKey({ text: env.HOLDFAST_MASTER_KEY, home: env.HOLDFAST_HOME });
  const store = openGatewayStore(found.appUrl);
  await bindStoreToKey(store.db, masterKey);
  if (madeAt !== undefined) log.warn(keepACopy(madeAt));
  const boss = await startBoss({
    url: found.appUrl,
    name: 'holdfast-gateway-queue',
    connections: QUEUE_CONNECTIONS,
    onError: (error) => log.warn({ error: loggable(error) }, 'the queue had trouble'),
  });
  const services = { db: store.db, boss, clock: systemClock, masterKey };
  const tokenAt = await bootstrapAdmin(services, env.HOLDFAST_HOME);
  if (tokenAt !== undefined)
    log.warn(`The first administrator's API token is in ${tokenAt}. Take it from there and delete the file.`);
  tellKits(log, await keepRecoveryKits(services, env.HOLDFAST_HOME));
  const { HOLDFAST_HOME: home, HOST: host, PORT: port } = env;
  const gateway = await startGateway({ services, storeUrl: found.appUrl, home, port, host, log }).catch(
    (error: unknown) => {
      throw asPortError(error, { host, port });
    },
  );
  endOnSignals({
    log,
    withinMs: LATEST_END_MS,
    async end() {
      await gateway.stop(DRAIN_MS);
      await boss.stop({ graceful: true, close: true, timeout: DRAIN_MS });
      await store.close();
    },
  });
  log.info({ url: gateway.url }, 'gateway started');
  process.send?.('ready'); // To npm start, where that started us.
}

main().catch((error: unknown) => {
  console.error(tellStartError(error));
  process.exit(1);
});
