// Lands a copy of a folder as a restore would. Reads its orders from the file named by its one argument.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { planMoves } from '@holdfast/worker/landing/moves';
import { prepareLanding } from '@holdfast/worker/landing/prepare';
import { holdStaging, makeStaging } from '@holdfast/worker/landing/staging';
import { swapIn } from '@holdfast/worker/landing/swap';
import { faultPoint } from '@holdfast/worker/fault-point';
import { armFaultsFromEnvironment } from '@holdfast/worker/faults/env';
import { HoldfastError } from '@holdfast/db/domain/errors';
import { readOrders } from '../orders.ts';
import { becomeUser } from './become-user.ts';

armFaultsFromEnvironment();
const orders = readOrders(readFileSync(process.argv[2] ?? '', 'utf8'));
becomeUser(orders.uid);
try {
  const landing = await prepareLanding({ ...orders, now: new Date(orders.at) });
  writeFileSync(orders.landingFile, JSON.stringify(landing));
  await makeStaging(landing);
  {
    await using staging = await holdStaging(landing);
    faultPoint('program.staging-held');
    // A process that changed its user hides its descriptors from its children (PR_SET_DUMPABLE).
    const into = orders.uid === 0 ? staging.path : landing.staging;
    execFileSync('cp', ['-a', '-T', orders.source, join(into, basename(landing.stagedRoot))]);
  }
  const moves = await planMoves(landing);
  process.stdout.write('staged\n');
  await swapIn({ landing, moves, journalFile: orders.journalFile, record: orders.record, confirm: async () => {} });
} catch (error) {
  if (!(error instanceof HoldfastError)) throw error;
  process.stdout.write(`${error.code}: ${error.cause}\n`);
  process.exitCode = 3;
}
