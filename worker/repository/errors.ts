import { hostname } from 'node:os';
import { HoldfastError } from '@holdfast/db/domain/errors';
import type { Fault } from '@holdfast/db/domain/fault';
import { ResticError, type ResticErrorKind } from '../vault/errors.ts';
import { lockAgeMs, lockHost } from '../vault/lock-age.ts';

interface Meaning {
  readonly code: string;
  readonly cause: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: Fault;
}

const PASSING = { retryable: true, fault: 'SERVICE' } as const;
const FOR_A_PERSON = { retryable: false, fault: 'USER' } as const;

/** What each of the engine's troubles means to the people who run Holdfast. */
const MEANINGS: Record<ResticErrorKind, Meaning> = {
  'not-found': {
    code: 'ENGINE_MISSING',
    cause: 'restic cannot be started.',
    remedy: 'Install restic 0.18 or newer and start the worker again.',
    ...FOR_A_PERSON,
  },
  'version-too-old': {
    code: 'ENGINE_TOO_OLD',
    cause: 'restic is older than 0.18.',
    remedy: 'Install restic 0.18 or newer and start the worker again.',
    ...FOR_A_PERSON,
  },
  usage: {
    code: 'ENGINE_MISUSED',
    cause: 'A defect.',
    remedy: "Report it with the worker's log.",
    retryable: false,
    fault: 'SERVICE',
  },
  'repository-missing': {
    code: 'REPOSITORY_MISSING',
    cause: "The vault's folder holds no repository: its disk is not mounted, or it was moved or deleted.",
    remedy: 'Mount the disk or bring the folder back. Holdfast never makes a new repository in its place.',
    ...FOR_A_PERSON,
  },
  'repository-exists': {
    code: 'REPOSITORY_EXISTS',
    cause: 'Another repository already lies where the vault was to be made.',
    remedy: 'Choose an empty folder for the vault.',
    ...FOR_A_PERSON,
  },
  'wrong-password': {
    code: 'REPOSITORY_PASSWORD_WRONG',
    cause: 'The repository was made with another password, or another repository lies in its place.',
    remedy: 'Bring back the repository that belongs to this vault, or the store that knows its password.',
    ...FOR_A_PERSON,
  },
  locked: {
    code: 'REPOSITORY_LOCKED',
    cause: 'Another process holds a lock on the repository.',
    remedy:
      'Wait for the other process to end: while attempts are left the job is tried again by itself, else retry it. If you are sure that it is dead, remove its lock with restic unlock.',
    ...PASSING,
  },
  'locked-by-unknown': {
    code: 'REPOSITORY_LOCKED',
    cause: 'A process whose end cannot be proven from here holds a lock on the repository.',
    remedy:
      'While attempts are left the job is tried again by itself. See whether the process still runs on its host. If you are sure that it is dead, remove its lock with restic unlock, then retry.',
    ...PASSING,
  },
  'no-space': {
    code: 'NO_SPACE',
    cause: 'A disk is full.',
    remedy: 'Free space on it or enlarge it, then retry.',
    ...FOR_A_PERSON,
  },
  permission: {
    code: 'PERMISSION_DENIED',
    cause: "The worker's user may not read or write there.",
    remedy: 'Give it the right, then retry.',
    ...FOR_A_PERSON,
  },
  damaged: {
    code: 'REPOSITORY_DAMAGED',
    cause: 'Stored data is missing or does not have the hash it was stored under.',
    remedy:
      'Keep the vault as it is and check its disk. Holdfast now checks the vault by itself: it reads all of it, marks the recovery points that lost data, and tells; but not where the damage is marked already, and once a day at most (verifyVault with everything does it at any time). Then back up again, which stores anew what the source still has. Restore from a recovery point that is not marked, or other paths of this one.',
    ...FOR_A_PERSON,
  },
  'snapshot-missing': {
    code: 'POINT_NOT_IN_VAULT',
    cause: 'The repository no longer has what the recovery point names.',
    remedy: 'Choose another recovery point; find out who removed the snapshot.',
    ...FOR_A_PERSON,
  },
  'path-missing': {
    code: 'PATH_NOT_IN_POINT',
    cause: 'The recovery point does not hold a path that was chosen.',
    remedy: 'Choose paths that the recovery point holds.',
    ...FOR_A_PERSON,
  },
  'source-missing': {
    code: 'SOURCE_MISSING',
    cause: 'What was to be read went away in the middle of the backup.',
    remedy: 'Bring it back or mount its disk, then retry.',
    ...FOR_A_PERSON,
  },
  'command-failed': {
    code: 'DUMP_FAILED',
    cause: 'The program that was to give the data failed.',
    remedy: 'See what it said.',
    ...PASSING,
  },
  interrupted: {
    code: 'ENGINE_INTERRUPTED',
    cause: 'restic was ended from outside, by a person or for lack of memory.',
    remedy: 'Nothing to do: the job is tried again.',
    ...PASSING,
  },
  unreachable: {
    code: 'VAULT_UNREACHABLE',
    cause: "The vault's storage did not answer.",
    remedy: 'Check the storage and the network.',
    ...PASSING,
  },
  protocol: {
    code: 'ENGINE_UNCLEAR',
    cause: 'restic ended in a way that is not understood, so nothing it did is believed.',
    remedy: "If it happens again, report it with the worker's log.",
    ...PASSING,
  },
  unknown: { code: 'ENGINE_FAILED', cause: 'restic failed.', remedy: 'See what it said.', ...PASSING },
};

/** The engine renews a living lock every five minutes, and itself takes one of this age for left behind. */
const RENEWED_WITHIN_MS = 30 * 60_000;

/** That its owner is dead cannot be proven from here: a person has to look. */
const LOCK_LEFT: Meaning = {
  code: 'REPOSITORY_LOCKED',
  cause:
    'A process holds a lock on the repository that it has not renewed for half an hour: it is dead, or its machine is cut off.',
  remedy: 'See whether it still runs on its host. If you are sure that it is dead, remove its lock with restic unlock.',
  ...FOR_A_PERSON,
};

function meaningOf({ kind, stderrTail }: ResticError): Meaning {
  // One of this machine is looked into by the next attempt, which removes it where its process is gone.
  const isLeft =
    kind === 'locked' && (lockAgeMs(stderrTail) ?? 0) >= RENEWED_WITHIN_MS && lockHost(stderrTail) !== hostname();
  return isLeft ? LOCK_LEFT : MEANINGS[kind];
}

/** The engine's error as one of ours; anything else comes back as it is. */
export function explainEngine(error: unknown): unknown {
  if (!(error instanceof ResticError)) return error;
  const meaning = meaningOf(error);
  const said = error.stderrTail.trim().split('\n').at(-1) ?? '';
  return new HoldfastError({
    ...meaning,
    message: said && error.kind === 'unknown' ? `${error.message} — ${said}` : error.message,
  });
}

/** Runs the engine and explains what it raises. */
export async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explainEngine(error);
  }
}
