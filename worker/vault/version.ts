export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

/** The oldest restic whose exit codes, JSON errors and `--stdin-from-command` this package relies on. */
export const oldestVersion: Version = { major: 0, minor: 18, patch: 0 };

/** Reads the version out of what `restic version` prints; null when there is none. */
export function parseVersion(text: string): Version | null {
  const match = /^restic (\d+)\.(\d+)\.(\d+)/m.exec(text);
  if (match === null) return null;
  return { major: Number(match[1]), minor: Number(match[2]), patch: Number(match[3]) };
}

export function isAtLeast(version: Version, oldest: Version): boolean {
  if (version.major !== oldest.major) return version.major > oldest.major;
  if (version.minor !== oldest.minor) return version.minor > oldest.minor;
  return version.patch >= oldest.patch;
}

export function formatVersion({ major, minor, patch }: Version): string {
  return `${major}.${minor}.${patch}`;
}
