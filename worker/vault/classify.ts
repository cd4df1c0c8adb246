import type { ResticErrorKind } from './errors.ts';

/**
 * What restic's words mean, the strongest first: several can occur in one run, and damage outranks the errors that follow from it.
 * Each pattern was seen from restic 0.18.0 in test/contracts/restic, but for the words of remote storages.
 */
const patterns: readonly (readonly [ResticErrorKind, RegExp])[] = [
  ['wrong-password', /wrong password or no key found|empty password is not allowed/],
  ['repository-exists', /config file already exists/],
  ['repository-missing', /repository does not exist/],
  ['locked', /repository is already locked/],
  ['unreachable', /connection refused|no such host|i\/o timeout|connection reset by peer|network is unreachable/],
  ['unreachable', /no route to host|TLS handshake timeout|unable to start the sftp session|server misbehaving/],
  ['damaged', /ciphertext verification failed|invalid data returned|hash mismatch|unexpected pack id|is damaged/],
  ['damaged', /repository contains errors|could be damaged|not found in (?:the )?repository(?: index)?(?!\w)/],
  ['damaged', /(?:pack|blob) [^ ]*[0-9a-f]{8}.*(?:does not exist|not found)/],
  ['damaged', /<(?:data|index|key)\/[0-9a-f]+>.*(?:no such file|not exist|NoSuchKey|\b404\b)/],
  ['damaged', /Unexpected (?:content|EOF)|Invalid file size|Unknown blob [0-9a-f]{64}/],
  ['damaged', /packs from index missing in repo|index is (?:not complete|incomplete)/],
  ['no-space', /no space left on device|disk quota exceeded/],
  ['command-failed', /command failed: |failed to start command: /],
  [
    'snapshot-missing',
    /no matching ID found|no snapshot found|<snapshot\/[0-9a-f]+>.*(?:no such file|not exist|NoSuchKey)/,
  ],
  ['path-missing', /not found in snapshot|^path .*: not found/m],
  ['source-missing', /source directories\/files do not exist/],
  ['not-found', /^setpriv: failed to execute/m],
  ['usage', /invalid backend|unknown (?:shorthand )?flag|no credentials found/],
  ['permission', /permission denied|operation not permitted|read-only file system|Access ?Denied|403 Forbidden/],
];

/** The kind of failure one message of restic tells of; null when its words say nothing that is known. */
export function kindOf(message: string): ResticErrorKind | null {
  return patterns.find(([, pattern]) => pattern.test(message))?.[0] ?? null;
}

/** The strongest of several kinds, by the order above; null for none. */
export function strongest(kinds: ReadonlySet<ResticErrorKind>): ResticErrorKind | null {
  return patterns.find(([kind]) => kinds.has(kind))?.[0] ?? null;
}

/** True for a refused change of owner: the content is right, only who owns it is not. */
export function isOwnershipRefusal(message: string): boolean {
  return /^l?chown .*: (?:operation not permitted|invalid argument)$/s.test(message.trim());
}

/** True for what a backup counts among its errors, though it did what it says: parts of the file were lost, and it was read and stored again. */
export function isStoredAgain(message: string): boolean {
  return /storing the file again/.test(message);
}

/** True for a top-level source that restic 0.18 passes over with exit code 0. */
export function isSkippedSource(line: string): boolean {
  return line.endsWith(' does not exist, skipping');
}
