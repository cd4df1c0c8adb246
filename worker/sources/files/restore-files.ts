import { join } from 'node:path';

/** What a restore writes into its attempt's folder. */
export function restoreFilesIn(directory: string) {
  return {
    /** Where it lands; written before anything is made there. */
    landing: join(directory, 'landing.json'),
    /** The journal of the swap. */
    swap: join(directory, 'swap.jsonl'),
    output: join(directory, 'restore.out'),
    errors: join(directory, 'restore.err'),
  };
}
