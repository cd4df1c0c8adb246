import type { FoundDamage } from '@holdfast/db/domain/damage';
import { NO_WARNINGS, type Warnings } from '@holdfast/db/domain/job';
import { repositoryCatalogue } from '@holdfast/db/queries/repository-catalogue';
import { markDamage } from '@holdfast/db/services/verification/mark-damage';
import { packsIn } from '@holdfast/db/services/verification/record-look';
import { joinWarnings, oneWarning } from '../attempt/warnings.ts';
import { faultPoint } from '../fault-point.ts';
import { persist } from '../process/persist.ts';
import { explainEngine, explained } from '../repository/errors.ts';
import { ResticError } from '../vault/errors.ts';
import { damagedSnapshots, snapshotsOfPacks, type Loss } from '../vault/losses.ts';
import { check, type CheckResult } from '../vault/maintain.ts';
import { storedIds } from '../vault/stored-ids.ts';
import type { Looked } from './look.ts';
import { repair } from './repair.ts';
import type { VerifiedRepository, VerifyJob } from './verify-job.ts';

/**
 * Finds out what damage touches, after all that can be repaired without altering a snapshot was repaired, and marks exactly those
 * points. What was said once is looked at again first: a backup that is being taken back may look like damage. Points that
 * were marked before and are whole lose their mark. Killed at any instruction it begins anew: what it goes by stands in the vault and in
 * the looks.
 */
export async function judgeDamage(verify: VerifyJob, of: VerifiedRepository, looked: Looked): Promise<Warnings> {
  const { plan, repository } = of;
  const { run, worker } = verify;
  const options = { signal: run.signal, marker: run.marker };
  const accused = await stillStored(verify, of, [...looked.brokenPacks, ...packsIn(plan.findings)]);
  if (looked.isWell && accused.length === 0 && !plan.hasDamaged) return NO_WARNINGS;
  await run.startTask('Look again at what was found');
  const again = await explained(() => check(repository, { noLock: true, ...options }));
  const isWell = again.healthy && accused.length === 0;
  if (isWell && !plan.hasDamaged) return tellPassed(looked);

  const cutOff = again.brokenPacks;
  const repaired = await repair(verify, of, { index: again.damage.index, cutOff, packs: accused });
  // A repair that was cut short has done some of it.
  const state =
    !repaired.isDone || again.damage.index
      ? await explained(() => check(repository, { noLock: true, ...options }))
      : again;
  await run.startTask('Find the recovery points that it touches');
  const packs = repaired.isDone
    ? []
    : [...(await stillStored(verify, of, [...accused, ...cutOff])), ...state.damage.missingPacks];
  const touched = await findTouched(verify, of, { state, packs });
  const verdict = { ...touched, allSuspect: touched.allSuspect || (!repaired.isDone && !state.toldAll) };
  faultPoint('verify.before-mark');
  const repositoryId = plan.repository.id;
  await persist(run.signal, () => markDamage(worker.services, run.hold, { repositoryId, on: 'CONTENT', ...verdict }));
  faultPoint('verify.marked');
  const isHarmless = !isWell && verdict.damaged.length === 0 && !verdict.allSuspect;
  return joinWarnings([repaired.warnings, isHarmless ? tellHarmless(state) : NO_WARNINGS]);
}

/** Of packs that were found wrong those that are there: a repair takes them away. */
async function stillStored(
  { run }: VerifyJob,
  { repository }: VerifiedRepository,
  packs: readonly string[],
): Promise<readonly string[]> {
  if (packs.length === 0) return [];
  const { signal, marker } = run;
  const stored = new Set(await explained(() => storedIds(repository, 'packs', { signal, marker })));
  return [...new Set(packs)].filter((id) => stored.has(id));
}

interface Found {
  readonly state: CheckResult;
  /** Packs that could not be repaired: the index still counts on them. */
  readonly packs: readonly string[];
}

interface Touched {
  readonly damaged: readonly FoundDamage[];
  readonly allSuspect: boolean;
}

async function findTouched(
  { worker, run }: VerifyJob,
  { plan, repository }: VerifiedRepository,
  { state, packs }: Found,
): Promise<Touched> {
  const options = { signal: run.signal, marker: run.marker };
  const { expected } = await persist(run.signal, () => repositoryCatalogue(worker.services.db, plan.repository.id));
  const stored = await explained(() => storedIds(repository, 'snapshots', options));
  const ours = stored.filter((id) => expected.has(id));
  const unreadable = ours.filter((id) => state.damage.snapshots.some((short) => id.startsWith(short)));
  const readable = ours.filter((id) => !unreadable.includes(id));
  const ofTrees = await orNull(() => damagedSnapshots(repository, readable, options), run.signal);
  const ofPacks =
    packs.length === 0
      ? new Map<string, Loss>()
      : await orNull(() => snapshotsOfPacks(repository, packs, options), run.signal);
  const damaged = new Map<string, Loss>([
    ...unreadable.map((id) => [id, { paths: [], pathCount: 0 }] as const),
    ...(ofPacks ?? []),
    ...(ofTrees ?? []),
  ]);
  return {
    damaged: [...damaged].map(([snapshotId, loss]) => ({ snapshotId, certainty: 'DAMAGED', ...loss })),
    allSuspect: ofTrees === null || ofPacks === null,
  };
}

/** Null where the engine cannot tell, for the damage itself. @throws HoldfastError where that may be over the next time */
async function orNull<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ResticError && CANNOT_TELL.has(error.kind)) return null;
    throw explainEngine(error);
  }
}

const CANNOT_TELL: ReadonlySet<ResticError['kind']> = new Set(['damaged', 'protocol', 'unknown', 'snapshot-missing']);

const PASSES = /failed to load snapshot|repository contains errors|must be repaired/;

/** That a backup was taken back between two of its glances is no trouble; all else that the engine said once is told. */
function tellPassed({ findings }: Looked): Warnings {
  const first = findings.find((text) => !PASSES.test(text));
  if (first === undefined) return NO_WARNINGS;
  const message = `The engine met trouble that was not there when it looked again: ${first}`;
  return oneWarning({ code: 'TROUBLE_PASSED', message });
}

function tellHarmless({ healthy }: CheckResult): Warnings {
  const message = healthy
    ? 'Something in the vault was damaged and is repaired; no recovery point lost anything.'
    : 'Something in the vault is damaged that no recovery point needs.';
  return oneWarning({ code: 'DAMAGE_OF_NO_POINT', message });
}
