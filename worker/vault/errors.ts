export type ResticErrorKind =
  | 'not-found'
  | 'version-too-old'
  | 'usage'
  | 'repository-missing'
  | 'repository-exists'
  | 'wrong-password'
  | 'locked'
  | 'locked-by-unknown'
  | 'no-space'
  | 'permission'
  | 'damaged'
  | 'snapshot-missing'
  | 'path-missing'
  | 'source-missing'
  | 'command-failed'
  | 'interrupted'
  | 'unreachable'
  | 'protocol'
  | 'unknown';

interface Explanation {
  readonly says: string;
  readonly remedy: string;
  readonly retryable: boolean;
  /** `user`: something outside must change (a path, a password, a disk). `service`: the program or its engine is at fault. */
  readonly fault: 'user' | 'service';
}

const explanations: Readonly<Record<ResticErrorKind, Explanation>> = {
  'not-found': {
    says: 'restic could not be started',
    remedy: 'Install restic 0.18 or newer and name its path.',
    retryable: false,
    fault: 'user',
  },
  'version-too-old': {
    says: 'no restic that is new enough was found',
    remedy: 'Install restic 0.18 or newer and name its path.',
    retryable: false,
    fault: 'user',
  },
  usage: {
    says: 'restic was asked for something it cannot do',
    remedy: 'Correct the request named in the message.',
    retryable: false,
    fault: 'service',
  },
  'repository-missing': {
    says: 'there is no repository at this location',
    remedy: 'Check the location, or initialise a repository there.',
    retryable: false,
    fault: 'user',
  },
  'repository-exists': {
    says: 'there is already a repository at this location',
    remedy: 'Open the existing repository, or choose an empty location.',
    retryable: false,
    fault: 'user',
  },
  'wrong-password': {
    says: 'the password does not open this repository',
    remedy: 'Give the password the repository was initialised with.',
    retryable: false,
    fault: 'user',
  },
  locked: {
    says: 'another process holds a lock on the repository',
    remedy: 'Wait for it to end; if its process is dead, remove its lock.',
    retryable: true,
    fault: 'service',
  },
  'locked-by-unknown': {
    says: 'the repository is locked by a process that is not known to be dead',
    remedy: 'See whether that process still runs on its host; remove the lock by hand only when it does not.',
    retryable: true,
    fault: 'user',
  },
  'no-space': {
    says: 'a disk is full',
    remedy: 'Free space on, or enlarge, the file system named in the message.',
    retryable: true,
    fault: 'user',
  },
  permission: {
    says: 'access was denied',
    remedy: 'Grant the account that runs restic access to what the message names.',
    retryable: false,
    fault: 'user',
  },
  damaged: {
    says: 'the repository is damaged',
    remedy: 'Check the repository, keep its files as they are, and repair it or use another copy.',
    retryable: false,
    fault: 'service',
  },
  'snapshot-missing': {
    says: 'the repository holds no such snapshot',
    remedy: 'List the snapshots and choose one that exists.',
    retryable: false,
    fault: 'user',
  },
  'path-missing': {
    says: 'the snapshot holds no such path',
    remedy: 'List the snapshot and choose a path that exists.',
    retryable: false,
    fault: 'user',
  },
  'source-missing': {
    says: 'something that was to be read does not exist',
    remedy: 'Check that the source is there and mounted.',
    retryable: true,
    fault: 'user',
  },
  'command-failed': {
    says: 'the command whose output was to be stored failed',
    remedy: 'See what the command said and correct its cause.',
    retryable: true,
    fault: 'user',
  },
  interrupted: {
    says: 'the run was interrupted',
    remedy: 'Start it again if it was not cancelled on purpose.',
    retryable: true,
    fault: 'service',
  },
  unreachable: {
    says: 'the storage did not answer',
    remedy: 'Check the address, the network and the storage, then try again.',
    retryable: true,
    fault: 'user',
  },
  protocol: {
    says: 'restic ended in a way that is not understood, so nothing it did is believed',
    remedy: 'Run again; if it repeats, keep the output files and report them with the version of restic.',
    retryable: true,
    fault: 'service',
  },
  unknown: {
    says: 'restic failed',
    remedy: 'See what restic said.',
    retryable: true,
    fault: 'service',
  },
};

export interface ResticErrorDetails {
  /** What was asked: the verb alone, never arguments. */
  readonly command: string;
  readonly detail?: string;
  readonly exitCode?: number | null;
  readonly stderrTail?: string;
  /** The snapshot the failed run left in the repository, where one is known: it is there until it is forgotten. */
  readonly snapshotId?: string;
  readonly cause?: unknown;
}

/** The one error this package raises: what went wrong (`kind`), whose fault it is, what to do, and the end of what restic said. */
export class ResticError extends Error {
  override readonly name = 'ResticError';
  readonly kind: ResticErrorKind;
  readonly command: string;
  readonly exitCode: number | null;
  /** At most 1000 bytes, without secrets. */
  readonly stderrTail: string;
  readonly remedy: string;
  readonly retryable: boolean;
  readonly fault: 'user' | 'service';
  readonly snapshotId: string | null;

  constructor(kind: ResticErrorKind, details: ResticErrorDetails) {
    const { says, remedy, retryable, fault } = explanations[kind];
    const detail = details.detail ? `: ${details.detail}` : '';
    super(`restic ${details.command}: ${says}${detail}`, { cause: details.cause });
    this.kind = kind;
    this.command = details.command;
    this.exitCode = details.exitCode ?? null;
    this.stderrTail = details.stderrTail ?? '';
    this.remedy = remedy;
    this.retryable = retryable;
    this.fault = fault;
    this.snapshotId = details.snapshotId ?? null;
  }
}
