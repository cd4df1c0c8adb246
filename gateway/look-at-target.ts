import type { ErrorInfo } from '@holdfast/db/domain/fault';
import { loggable } from '@holdfast/db/process/loggable';
import { pointsInBrief, type DatabaseInBrief } from '@holdfast/db/queries/points-in-brief';
import type { RestorePreview } from '@holdfast/db/queries/restore-preview';
import { siteHasWorker } from '@holdfast/db/queries/workers';
import { askSite } from '@holdfast/db/queues/ask';
import { DATABASES_ASKED_FOR, type SessionGroup } from '@holdfast/db/queues/inspection';
import type { GatewayContext } from './context.ts';

/** How long a worker's answer is waited for. A worker itself gives up a little sooner and says what it waited for. */
export const LOOK_SECONDS = 5;

/** What stands where a restore would land, or why that is not known. */
export type TargetView =
  | { readonly known: true; readonly exists: boolean; readonly sessions: readonly SessionGroup[] }
  /** Final: the restore would meet the same, and fail. */
  | { readonly known: false; readonly because: ErrorInfo; readonly isFinal: boolean };

/** Lets a worker of the item's site look at the target. Never throws: a preview is worth having without it. */
export async function lookAtTarget(
  { db, boss, log }: Pick<GatewayContext, 'db' | 'boss' | 'log'>,
  preview: RestorePreview,
): Promise<TargetView> {
  const { siteId, itemId, selection, target, place, inPlace, conflict } = preview;
  try {
    if (!(await siteHasWorker(db, siteId))) return { known: false, because: NO_WORKER, isFinal: false };
    const databases = await databasesMet(db, preview);
    const answer = await askSite(boss, {
      name: 'source.inspect',
      siteId,
      payload: { itemId, selection, target, place, inPlace, ...(databases && { conflict, databases }) },
      withinMs: LOOK_SECONDS * 1_000,
    });
    if (!answer) return { known: false, because: NO_ANSWER, isFinal: false };
    if (answer.kind === 'FAILED') return { known: false, because: answer.error, isFinal: isFinal(answer.error) };
    if (isOfAllDatabases(preview) && !databases) return { known: false, because: NOT_LISTED, isFinal: false };
    return { known: true, exists: answer.exists, sessions: endsSessions(preview) ? answer.sessions : [] };
  } catch (error) {
    log.warn({ error: loggable(error) }, 'could not ask for a look at a target');
    return { known: false, because: NO_ANSWER, isFinal: false };
  }
}

/** Databases by the names they had: what else the server has is no part of it. */
function isOfAllDatabases({ selection, target }: RestorePreview): boolean {
  return selection.kind === 'ALL' && target.kind === 'DATABASE';
}

/** Those that a restore of all databases of a point is about; undefined for any other, and where they cannot be told. */
async function databasesMet(
  db: GatewayContext['db'],
  preview: RestorePreview,
): Promise<readonly DatabaseInBrief[] | undefined> {
  if (!isOfAllDatabases(preview)) return undefined;
  const { recoveryPointId: id } = preview;
  const databases = (await pointsInBrief(db, [id], { most: DATABASES_ASKED_FOR })).get(id)?.databases;
  return databases && databases.count <= DATABASES_ASKED_FOR ? databases.first : undefined;
}

/** A look goes the way of the restore itself: what stopped it and passes only once a person acts stops the restore too. */
function isFinal({ retryable, fault }: ErrorInfo): boolean {
  return !retryable && fault === 'USER';
}

/** Only a database that is replaced as a whole has to be left by everyone. */
function endsSessions({ conflict, target, selection }: RestorePreview): boolean {
  return conflict === 'REPLACE' && target.kind === 'DATABASE' && selection.kind !== 'TABLES';
}

const NO_WORKER: ErrorInfo = {
  code: 'NO_WORKER',
  message: "No worker of the item's site runs.",
  cause: 'Only a worker of that site can look at the target.',
  remedy: 'Start one: the restore itself waits for it too.',
  retryable: true,
  fault: 'SERVICE',
};

const NO_ANSWER: ErrorInfo = {
  code: 'NO_WORKER_ANSWERED',
  message: "No worker of the item's site could say what stands there.",
  cause: `None took the question within ${LOOK_SECONDS} s, or the one that did failed: then its log says why.`,
  remedy: 'Ask again in a moment.',
  retryable: true,
  fault: 'SERVICE',
};

const NOT_LISTED: ErrorInfo = {
  code: 'POINT_DATABASES_UNKNOWN',
  message: 'Which of the databases on the server this restore is about cannot be told.',
  cause: `Their names are not listed with the recovery point, or are more than ${DATABASES_ASKED_FOR}.`,
  remedy: 'To see what stands there, choose one database.',
  retryable: false,
  fault: 'SERVICE',
};
