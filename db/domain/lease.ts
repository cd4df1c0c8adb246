/**
 * What a job holds a repository for, so that nothing that would disturb it happens there meanwhile. `VERIFY`: nothing is removed.
 * `REMOVAL`: snapshots are removed. `PRUNE`: backups and restores do not begin either.
 */
export const LEASE_PURPOSES = ['VERIFY', 'REMOVAL', 'PRUNE'] as const;
export type LeasePurpose = (typeof LEASE_PURPOSES)[number];
