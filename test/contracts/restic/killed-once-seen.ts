import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeStaleLocks } from '@holdfast/worker/vault/locks';
import { waitFor } from '../../kit/wait-for.ts';
import { processesMarked, type Workshop } from './kit.ts';

/** What is seen in the repository while something is repaired or cleaned up in it, in this order. */
export const MOMENTS = ['locks', 'data', 'index', 'gone'] as const;

/** The files of restic's in a folder of the repository. Asking the engine takes as long as what is waited for. */
export function filesIn(shop: Workshop, folder: string): string[] {
  const names = readdirSync(join(shop.location, folder), { recursive: true, encoding: 'utf8' });
  return names.filter((file) => /[0-9a-f]{64}$/.test(file));
}

/** Kills restic as soon as that is seen of the run, or lets the run end where it is never seen; then frees the lock that was left. */
export async function killOnceSeen(
  shop: Workshop,
  moment: (typeof MOMENTS)[number],
  run: (marker: string) => Promise<unknown>,
): Promise<void> {
  const marker = `kill-once-seen-${process.pid}-${moment}`;
  const folder = moment === 'gone' ? 'data' : moment;
  const before = filesIn(shop, folder);
  const hasCome = (now: string[]) =>
    moment === 'gone' ? before.some((file) => !now.includes(file)) : now.some((file) => !before.includes(file));
  let hasEnded = false;
  const running = run(marker)
    .catch(() => {})
    .finally(() => (hasEnded = true));
  await waitFor(moment, async () => hasEnded || hasCome(filesIn(shop, folder)), 60_000);
  for (const { pid } of processesMarked(marker)) process.kill(pid, 'SIGKILL');
  await running;
  await removeStaleLocks(shop.repository, () => true);
}
