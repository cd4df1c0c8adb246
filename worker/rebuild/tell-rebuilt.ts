import type { RecoveryKit } from '@holdfast/db/domain/recovery-kit';
import type { RebuiltVault } from '@holdfast/db/services/vault/rebuild';
import { postgresqlPlace } from '@holdfast/db/sources/postgresql';
import type { Source } from '@holdfast/db/sources/index';
import type { Tell } from './tell.ts';

/** Says what was put back, what each item reads, what is still to be done, and what no vault can bring back. */
export function tellRebuilt(tell: Tell, { kit, rebuilt }: { kit: RecoveryKit; rebuilt: RebuiltVault }): void {
  const { name, wasKnown, items, points, knownPoints } = rebuilt;
  if (wasKnown && points === 0) {
    tell(
      `The store already knows the vault ${name} and the jobs of all ${knownPoints} recovery points in it. Nothing was changed.`,
    );
    return;
  }
  tell(`The vault ${name} is back: ${items.length} items, ${points} recovery points.`);
  if (knownPoints > 0) tell(`${knownPoints} more are of jobs that the store knew, and stay as they are.`);
  for (const { name: item, source } of items) tell(`  ${item}: ${placeOf(source)}`);
  const closed = items.filter(({ lacksSecret }) => lacksSecret);
  if (closed.length > 0) {
    tell('Give the passwords of these again, with updateItem, once you have seen that each names the right server:');
    for (const { name: item, source } of closed) tell(`  ${item}: ${placeOf(source)}`);
  }
  for (const { name: item, notPlanned } of items) {
    if (notPlanned !== null) tell(`${item} does not run by the schedule of its policy: ${notPlanned}`);
  }
  const sites = [...new Set(kit.repositories.map(({ site }) => site))];
  tell(`The vault's site is ${sites.join(', ')}: HOLDFAST_SITE of the worker on the machine that holds it.`);
  tell(
    'No vault knows people, tokens, channels, alerts, the audit log, which points were held, or which data restores have kept aside.',
  );
  if (points > 0) tell('Nothing of what was put back expires within 30 days: hold again by then what must stay.');
  tell('If the Holdfast that was lost should run again, keep it away from this vault.');
}

function placeOf(source: Source): string {
  if (source.kind === 'FILES') return source.config.path.replaceAll(/\p{Cc}/gu, '\u{FFFD}');
  const { user, database } = source.config;
  return `${postgresqlPlace(source.config, database ?? undefined)} as ${user.replaceAll(/\p{Cc}/gu, '\u{FFFD}')}`;
}
