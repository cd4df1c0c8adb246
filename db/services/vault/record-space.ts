import { and, eq, sql } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { alertFingerprint } from '../../domain/alert.ts';
import type { ErrorInfo } from '../../domain/fault.ts';
import { sizeInWords } from '../../domain/size-words.ts';
import { forecastSpace, judgeFilling, type FillingSeverity, type SpaceForecast } from '../../domain/space-forecast.ts';
import { dailySizes, IS_FRESH } from '../../queries/space.ts';
import { NOW } from '../../schema/columns.ts';
import { alerts, repositories, repositorySizes, vaults } from '../../schema/index.ts';
import { announceAlert } from '../outbox/announce-alert.ts';
import { raiseAlert } from '../alert/raise.ts';
import { resolveAlert } from '../alert/resolve.ts';
import type { Services } from '../context.ts';

const KIND = 'VAULT_FILLING';

/** Bytes; null where the storage does not say. */
export interface Measurement {
  readonly repositoryId: string;
  readonly storedBytes: number;
  readonly freeBytes: number | null;
  readonly capacityBytes: number | null;
}

/**
 * Keeps how large a repository is now, once an hour at most, and tells of its disk before it is full: one alert a repository, whose
 * severity may rise and fall, and which ends when there is clearly room again.
 * @returns whether it was kept: false where another worker had measured it within the hour
 */
export async function recordSpace(services: Services, measured: Measurement): Promise<boolean> {
  return services.db.transaction(async (tx) => {
    const { repositoryId } = measured;
    const [vault] = await tx
      .select({ id: vaults.id, name: vaults.name })
      .from(repositories)
      .innerJoin(vaults, eq(vaults.id, repositories.vaultId))
      .where(eq(repositories.id, repositoryId))
      .for('no key update', { of: repositories });
    if (!vault) throw new Error(`there is no repository ${repositoryId}`);
    if (await isFresh(tx, repositoryId)) return false;
    await tx.insert(repositorySizes).values({ ...measured, sourceBytes: await sourceBytesOf(tx, repositoryId) });
    const daily = (await dailySizes(tx, [repositoryId])).get(repositoryId) ?? [];
    await tellOfFilling(services, tx, { ...measured, vault, forecast: forecastSpace(daily) });
    return true;
  });
}

async function isFresh(tx: Transaction, repositoryId: string): Promise<boolean> {
  const fresh = and(eq(repositorySizes.repositoryId, repositoryId), IS_FRESH);
  return (await tx.$count(repositorySizes, fresh)) > 0;
}

/** What each of its available points would restore, all together. */
async function sourceBytesOf(tx: Transaction, repositoryId: string): Promise<number> {
  const [row] = await tx.execute<{ bytes: number }>(sql`
    select coalesce(sum(part.size_bytes), 0)::float8 as bytes
    from recovery_point_parts part join recovery_points point on point.id = part.point_id
    where part.repository_id = ${repositoryId} and point.state = 'AVAILABLE'`);
  return row?.bytes ?? 0;
}

interface Told extends Measurement {
  readonly vault: { readonly id: string; readonly name: string };
  readonly forecast: SpaceForecast;
}

async function tellOfFilling(services: Services, tx: Transaction, told: Told): Promise<void> {
  if (told.freeBytes === null || told.capacityBytes === null) return;
  const trouble = { kind: KIND, subjectId: told.repositoryId, code: KIND } as const;
  const [fired] = await tx
    .select({ id: alerts.id, severity: alerts.severity, error: alerts.error })
    .from(alerts)
    .where(and(eq(alerts.fingerprint, alertFingerprint(trouble)), eq(alerts.condition, 'FIRED')))
    .for('update');
  const severity = judgeFilling({ ...told, ...told.forecast }, fired ? levelOf(fired.severity) : null);
  if (severity === null) return fired && resolveAlert(tx, trouble);
  const error = vaultFilling(told, severity);
  if (!fired) {
    const { kind, subjectId } = trouble;
    await raiseAlert(services, tx, { kind, subjectId, severity, vaultId: told.vault.id, error });
    return;
  }
  if (fired.severity === severity && fired.error.message === error.message) return;
  const isWorse = severity === 'CRITICAL' && fired.severity !== 'CRITICAL';
  await tx
    .update(alerts)
    .set({
      severity,
      error,
      version: sql`${alerts.version} + 1`,
      // Whoever looks after a warning, or closed it, has not heard of this.
      ...(isWorse && { state: 'NEW' as const, changedBy: null, lastFiredAt: NOW, count: sql`${alerts.count} + 1` }),
    })
    .where(eq(alerts.id, fired.id));
  if (isWorse) await announceAlert(tx, { id: fired.id, vaultId: told.vault.id });
}

function levelOf(severity: string): FillingSeverity {
  return severity === 'CRITICAL' ? 'CRITICAL' : 'WARNING';
}

/** Its message changes once a day at most, and so does what was posted. */
function vaultFilling({ vault, forecast, ...disk }: Told, severity: FillingSeverity): ErrorInfo {
  const { freeBytes, capacityBytes } = { freeBytes: disk.freeBytes ?? 0, capacityBytes: disk.capacityBytes ?? 0 };
  const { daysUntilFull, growthBytesPerDay } = forecast;
  const when = daysUntilFull === null ? '' : `, and at its pace of late it is full ${inDays(daysUntilFull)}`;
  const growth =
    growthBytesPerDay !== null && growthBytesPerDay > 0
      ? ` The vault grows by about ${sizeInWords(growthBytesPerDay)} a day.`
      : '';
  return {
    code: KIND,
    message: `The vault ${vault.name} is filling up: ${Math.round((freeBytes / capacityBytes) * 100)} % of its disk is free${when}.`,
    cause: `Of ${sizeInWords(capacityBytes)} were ${sizeInWords(freeBytes)} free when this was measured.${growth}`,
    remedy: `${severity === 'CRITICAL' ? 'Make room now: once it is full every backup to it fails.' : 'Make room before it is full.'} Give the disk more space, keep fewer or shorter in the policies, or have the vault reclaim what no point needs.`,
    retryable: false,
    fault: 'USER',
  };
}

function inDays(days: number): string {
  const whole = Math.floor(days);
  if (whole < 1) return 'within a day';
  return whole === 1 ? 'in a day' : `in about ${whole} days`;
}
