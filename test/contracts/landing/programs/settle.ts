// Settles what the program `land` left, by the same orders.
import { readFileSync } from 'node:fs';
import { armFaultsFromEnvironment } from '@holdfast/worker/faults/env';
import { settleSwap } from '@holdfast/worker/landing/settle';
import { readLanding, readOrders } from '../orders.ts';
import { becomeUser } from './become-user.ts';

armFaultsFromEnvironment();
const orders = readOrders(readFileSync(process.argv[2] ?? '', 'utf8'));
becomeUser(orders.uid);
const settled = await settleSwap({ journalFile: orders.journalFile, staging: readLanding(orders).staging });
process.stdout.write(`${settled.state}\n`);
