import { HoldfastError } from '@holdfast/db/domain/errors';

/** A setting of the worker that names folders, and what it names. */
export interface Roots {
  readonly setting: 'HOLDFAST_ROOTS' | 'HOLDFAST_VAULT_ROOTS';
  readonly folders: readonly string[];
}

/** No roots are set, so nothing may be backed up or restored to. */
export function noRoots({ setting }: Pick<Roots, 'setting'>): HoldfastError {
  return new HoldfastError({
    code: 'NO_ROOTS',
    message: 'This worker may not touch any folder.',
    cause: `${setting} of the worker names no folder.`,
    remedy: `Set ${setting} to the folders that the worker may use, and start it again.`,
    retryable: false,
    fault: 'USER',
  });
}

const ROOTS_NAMED = 5;
const INSTEAD = { HOLDFAST_ROOTS: 'Choose a path', HOLDFAST_VAULT_ROOTS: 'Make the vault' } as const;

/** `missing`: those of the roots that cannot be reached. `real`: where the path leads. */
export function pathOutsideRoots(info: {
  path: string;
  real: string;
  roots: Roots;
  missing: readonly string[];
}): HoldfastError {
  const { path, real, roots, missing } = info;
  const where = path === real ? path : `${path} leads to ${real}, which`;
  const unreached = missing.length > 0 ? ` Of these folders ${listed(missing)} cannot be reached now.` : '';
  const mount = missing.length > 0 ? 'Mount the disk of what cannot be reached. Otherwise: ' : '';
  return new HoldfastError({
    code: 'PATH_OUTSIDE_ROOTS',
    message: `${path} is outside the folders this worker may touch.`,
    cause: `The worker may use ${listed(roots.folders)} (${roots.setting}); ${where} lies in none of them.${unreached}`,
    remedy: `${mount}${INSTEAD[roots.setting]} in one of these folders, or add its folder to ${roots.setting} and start the worker again.`,
    retryable: false,
    fault: 'USER',
  });
}

function listed(folders: readonly string[]): string {
  const more = folders.length - ROOTS_NAMED;
  return `${folders.slice(0, ROOTS_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function pathForbidden(path: string, forbidden: string): HoldfastError {
  return new HoldfastError({
    code: 'PATH_FORBIDDEN',
    message: `${path} can be neither backed up nor restored to.`,
    cause: `It lies in or around ${forbidden}, which Holdfast needs for itself.`,
    remedy: 'Choose a path that shares nothing with it.',
    retryable: false,
    fault: 'USER',
  });
}

/** The path cannot be followed to its end: a broken link, a file where a folder is needed, no right to look. */
export function pathUnusable(path: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'PATH_UNUSABLE',
    message: `${path} cannot be used.`,
    cause,
    remedy: 'Choose another path, or mend this one.',
    retryable: false,
    fault: 'USER',
  });
}

/** Between looking and acting, a folder on the way became a link or moved. */
export function pathMoved(path: string, real: string): HoldfastError {
  return new HoldfastError({
    code: 'PATH_MOVED',
    message: `${path} is no longer what it was.`,
    cause: `While the restore ran it was moved or replaced by a link; it now leads to ${real}.`,
    remedy: 'Put the folder back and restore again, or choose another target.',
    retryable: false,
    fault: 'USER',
  });
}

export function targetExists(path: string, others: number): HoldfastError {
  const more = others > 0 ? ` and ${others} more` : '';
  return new HoldfastError({
    code: 'TARGET_EXISTS',
    message: `Something already stands at ${path}${more}.`,
    cause: 'The restore was asked to fail rather than to touch what exists.',
    remedy: 'Choose another target, keep both, or replace what stands there.',
    retryable: false,
    fault: 'USER',
  });
}

/** Figures in bytes. */
export function targetNoSpace(info: { path: string; needed: bigint; available: bigint }): HoldfastError {
  const { path, needed, available } = info;
  return new HoldfastError({
    code: 'TARGET_NO_SPACE',
    message: `The file system of ${path} has ${inMebibytes(available)} MiB free; the restore needs ${inMebibytes(needed)} MiB.`,
    cause: 'What is restored stands beside what is there until both are swapped, with 5 % (at least 64 MiB) to spare.',
    remedy: 'Free space there, or restore to a larger file system.',
    retryable: false,
    fault: 'USER',
  });
}

/** What stands at the target cannot be moved out of the way: a mount point, or something with one inside it. */
export function targetNotMovable(path: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'TARGET_NOT_MOVABLE',
    message: `${path} cannot be replaced.`,
    cause,
    remedy: 'Restore to another path or keep both, or unmount what is mounted there.',
    retryable: false,
    fault: 'USER',
  });
}

export function notStaged(path: string): HoldfastError {
  return new HoldfastError({
    code: 'PATH_NOT_RESTORED',
    message: `${path} was not restored.`,
    cause: 'The recovery point does not hold it.',
    remedy: 'Choose a path that the recovery point holds.',
    retryable: false,
    fault: 'USER',
  });
}

const WORTH_ANOTHER_TRY = new Set(['EBUSY', 'EIO', 'EMFILE', 'ETXTBSY']);

/** The swap could not be made and was taken back: the target is wholly as it was. */
export function swapFailed(info: { path: string; cause: string; systemCode: string | undefined }): HoldfastError {
  const { path, cause, systemCode } = info;
  return new HoldfastError({
    code: 'SWAP_FAILED',
    message: `The restored data could not be put in place at ${path}; everything is as it was before.`,
    cause,
    remedy: 'Remove what is in the way and restore again, or choose another target.',
    retryable: systemCode !== undefined && WORTH_ANOTHER_TRY.has(systemCode),
    fault: systemCode === 'EIO' || systemCode === 'EMFILE' ? 'SERVICE' : 'USER',
  });
}

/** The swap could neither be finished nor taken back. The journal and all data stay; settling again goes on from there. */
export function swapStuck(info: { path: string; cause: string; kept: string; staging: string }): HoldfastError {
  const { path, cause, kept, staging } = info;
  return new HoldfastError({
    code: 'SWAP_STUCK',
    message: `The swap at ${path} stopped half-way and could not be taken back.`,
    cause: `${cause} What stood there before is at its place or in ${kept}, what was restored at its place or in ${staging}.`,
    remedy: 'Mend what the cause names; Holdfast then goes on by itself. Delete neither folder.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** A folder of Holdfast's own cannot be deleted. */
export function leftoverStuck(path: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'LEFTOVER_STUCK',
    message: `${path} cannot be deleted.`,
    cause,
    remedy: 'Take the protection off it or unmount what is mounted there; Holdfast then deletes it at the next pass.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** The journal cannot be read, so that nothing is touched. */
export function journalDamaged(journalFile: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'JOURNAL_DAMAGED',
    message: `The journal of a swap, ${journalFile}, cannot be read.`,
    cause,
    remedy:
      'Check that disk. Look at the target, the .holdfast-replaced- and the .holdfast-restore- folder beside it by hand before deleting any.',
    retryable: false,
    fault: 'SERVICE',
  });
}

/** The journal cannot be written; as long as it cannot, nothing is moved. */
export function journalUnwritable(journalFile: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'JOURNAL_UNWRITABLE',
    message: `The journal of a swap, ${journalFile}, cannot be written.`,
    cause,
    remedy: 'Free space on the disk of HOLDFAST_HOME and make sure that the worker may write there.',
    retryable: true,
    fault: 'SERVICE',
  });
}

/** What was restored could not be made safe on the disk, so nothing was swapped. */
export function flushFailed(path: string, cause: string): HoldfastError {
  return new HoldfastError({
    code: 'FLUSH_FAILED',
    message: `The data restored to ${path} could not be written through to its disk; nothing was replaced.`,
    cause,
    remedy: 'Check that disk and restore again.',
    retryable: true,
    fault: 'SERVICE',
  });
}

function inMebibytes(bytes: bigint): string {
  return (Number(bytes) / 2 ** 20).toFixed(1);
}
