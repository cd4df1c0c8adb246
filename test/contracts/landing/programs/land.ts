// Lands a copy of a folder as a restore would. Reads its orders from the file named by its one argument.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { planMoves } from '../../../../worker/landing/moves.ts';
import { prepareLanding } from '../../../../worker/landing/prepare.ts';
import { makeStaging } from '../../../../worker/landing/staging.ts';
import { swapIn } from '../../../../worker/landing/swap.ts';
import { armFaultsFromEnvironment } from '../../../../worker/faults/env.ts';
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
  execFileSync('cp', ['-a', '-T', orders.source, landing.stagedRoot]);
  const moves = await planMoves(landing);
  process.stdout.write('staged\n');
  await swapIn({ landing, moves, journalFile: orders.journalFile, record: orders.record, confirm: async () => {} });
} catch (error) {
  if (!(error instanceof HoldfastError)) throw error;
  process.stdout.write(`${error.code}: ${error.cause}\n`);
  process.exitCode = 3;
}
