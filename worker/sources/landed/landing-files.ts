import { join } from 'node:path';

/** What a restore of files writes into its attempt's folder. */
export function landingFilesIn(directory: string) {
  return {
    /** Where it lands; written before anything is made there. */
    landing: join(directory, 'landing.json'),
    /** The journal of the swap. */
    swap: join(directory, 'swap.jsonl'),
    output: join(directory, 'restore.out'),
    errors: join(directory, 'restore.err'),
  };
}
