const STAGING = '.holdfast-restore-';
const KEPT = '.holdfast-replaced-';
const LONGEST_NAME = 255;

/** Where an attempt's data is staged: a folder beside where it lands. */
export function stagingName(jobId: string, attempt: number): string {
  return `${STAGING}${jobId}-${attempt}`;
}

/** Where what a job replaced is kept. */
export function keptName(jobId: string): string {
  return `${KEPT}${jobId}`;
}

export function isStagingName(name: string): boolean {
  return name.startsWith(STAGING) && name.length > STAGING.length;
}

export function isKeptName(name: string): boolean {
  return name.startsWith(KEPT) && name.length > KEPT.length;
}

/** A name that Holdfast gave: neither taken for data, nor a place to restore to. */
export function isOurName(name: string): boolean {
  return isStagingName(name) || isKeptName(name);
}

/** What a restore that keeps both is called: `name.restored-20260131-235959Z`, then `…Z-2` and so on. UTC. */
export function restoredName(name: string, at: Date, round: number): string {
  const [day = '', time = ''] = at.toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
  return `${name}.restored-${day}-${time}Z${round > 1 ? `-${round}` : ''}`;
}

/** Whether a Linux file system takes it as one name. */
export function fitsAsName(name: string): boolean {
  return Buffer.byteLength(name) <= LONGEST_NAME;
}
