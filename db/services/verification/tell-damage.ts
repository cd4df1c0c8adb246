import { sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import type { AlertKind } from '../../domain/alert.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { countPoints } from '../../domain/recovery-point.ts';
import { raiseAlert } from '../alert/raise.ts';
import { resolveAlerts } from '../alert/resolve.ts';
import type { Services } from '../context.ts';

/** How many of a vault's points that can still be restored something is wrong with. */
export interface DamagedPoints {
  readonly damaged: number;
  readonly suspect: number;
  readonly missing: number;
}

/**
 * Makes the alerts of a vault say what its points say, in the caller's transaction: raised where points are damaged or
 * missing and that changed, resolved where none is left.
 */
export async function tellDamage(
  services: Services,
  tx: Transaction,
  of: { vaultId: string; jobId: string; changed: boolean },
): Promise<DamagedPoints> {
  const items = await damagedItems(tx, of.vaultId);
  const sum = (figure: keyof DamagedPoints) => items.reduce((total, item) => total + item[figure], 0);
  const points = { damaged: sum('damaged'), suspect: sum('suspect'), missing: sum('missing') };
  const lost = items.filter(({ damaged, suspect }) => damaged + suspect > 0);
  await raiseOrResolve(services, tx, {
    ...of,
    kind: 'VAULT_DAMAGED',
    error: lost.length > 0 ? damageError(lost, points) : null,
  });
  const gone = items.filter(({ missing }) => missing > 0);
  await raiseOrResolve(services, tx, {
    ...of,
    kind: 'POINTS_MISSING',
    error: gone.length > 0 ? missingError(gone, points) : null,
  });
  return points;
}

interface DamagedItem extends DamagedPoints {
  readonly name: string;
  /** Whether its newest point is one of those. */
  readonly newest: boolean;
}

async function damagedItems(tx: Transaction, vaultId: string): Promise<readonly DamagedItem[]> {
  const count = (certainty: string) => sql`(count(*) filter (where point.damage ->> 'certainty' = ${certainty}))::int`;
  const rows = await tx.execute<{
    name: string;
    damaged: number;
    suspect: number;
    missing: number;
    newest: boolean;
  }>(sql`
    select item.name, ${count('DAMAGED')} as damaged, ${count('SUSPECT')} as suspect, ${count('MISSING')} as missing,
      not exists (
        select from recovery_points newer where newer.item_id = item.id and newer.state = 'AVAILABLE' and newer.damage is null
          and newer.taken_at > max(point.taken_at)) as newest
    from recovery_points point join protected_items item on item.id = point.item_id
    where item.vault_id = ${vaultId} and point.damage is not null and point.state in ('AVAILABLE', 'SOFT_DELETED')
    group by item.id order by count(*) desc, item.name`);
  return [...rows];
}

async function raiseOrResolve(
  services: Services,
  tx: Transaction,
  told: { vaultId: string; jobId: string; changed: boolean; kind: AlertKind; error: ErrorInfo | null },
): Promise<void> {
  const { vaultId, jobId, changed, kind, error } = told;
  if (error === null) await resolveAlerts(tx, { kind, vaultId });
  else if (changed)
    await raiseAlert(services, tx, { kind, severity: 'CRITICAL', subjectId: vaultId, vaultId, jobId, error });
}

function damageError(items: readonly DamagedItem[], { damaged, suspect }: DamagedPoints): ErrorInfo {
  const number = (item: DamagedItem) => item.damaged + item.suspect;
  const certain = damaged > 0 ? `${countPoints(damaged)} of the vault lost data` : '';
  const unsure = suspect > 0 ? `${countPoints(suspect)} may have lost data` : '';
  return {
    code: 'DATA_DAMAGED',
    message: `${[certain, unsure].filter((text) => text !== '').join('; ')}: ${listItems(items, number)}.`,
    cause:
      'What the vault stored is gone or is no longer what was written: its disk fails, or somebody changed its files. Nothing of it is ever restored as if it were right.',
    remedy: `Check the vault's disk. Back the items up now: a backup stores again what its source still has, and Holdfast then looks whether the points are whole again. What the source no longer has stays lost: of those points the rest can be restored, or take another point.${withoutGood(items)}`,
    retryable: false,
    fault: 'USER',
  };
}

function missingError(items: readonly DamagedItem[], points: DamagedPoints): ErrorInfo {
  return {
    code: 'SNAPSHOTS_MISSING',
    message: `${countPoints(points.missing)} of the catalogue ${points.missing === 1 ? 'is' : 'are'} no longer in the vault: ${listItems(items, (item) => item.missing)}.`,
    cause: 'Somebody removed snapshots past Holdfast, or an older copy of the vault was brought back.',
    remedy: `Find out who removed them. Bring their files back where a copy of the vault has them: the next check finds them. Until then restore from other points.${withoutGood(items)}`,
    retryable: false,
    fault: 'USER',
  };
}

const ITEMS_NAMED = 5;

/** `2 of orders, 1 of photos and 3 other items` */
function listItems(items: readonly DamagedItem[], number: (item: DamagedItem) => number): string {
  const named = items.slice(0, ITEMS_NAMED).map((item) => `${number(item)} of ${item.name}`);
  const more = items.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and more of ${more === 1 ? 'another item' : `${more} other items`}` : ''}`;
}

function withoutGood(items: readonly DamagedItem[]): string {
  const bare = items.filter(({ newest }) => newest).map(({ name }) => name);
  if (bare.length === 0) return '';
  const named = bare.slice(0, ITEMS_NAMED).join(', ');
  return ` No newer good point is there of ${named}${bare.length > ITEMS_NAMED ? ' and others' : ''}.`;
}
