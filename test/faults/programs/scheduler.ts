// A scheduler and nothing else, on the store named by its one argument, until it is killed.
import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '@holdfast/db/client';
import { systemClock } from '@holdfast/db/clock';
import { startBoss } from '@holdfast/db/queues/boss';
import { MasterKey } from '@holdfast/db/sealing';
import { claimDueRuns, replanAfterClockWentBack } from '@holdfast/db/services/schedule/claim-due';

const AT_ONCE = 25;
const url = process.argv[2] ?? '';
const store = openStore({ url, connections: 2, name: 'test-scheduler' });
const boss = await startBoss({ url, name: 'test-scheduler-queue', connections: 2, onError: () => undefined });
const masterKey = MasterKey.parse(MasterKey.generate());
const services = { db: store.db, boss, clock: systemClock, masterKey };
process.stdout.write('running\n');
for (;;) {
  await replanAfterClockWentBack(services, AT_ONCE);
  if ((await claimDueRuns(services, AT_ONCE)).settled === 0) await pause(20);
}
