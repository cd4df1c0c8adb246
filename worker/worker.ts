import type { PruneLimits } from '@holdfast/db/domain/prune';
import type { Services } from '@holdfast/db/services/context';
import type { Logger } from 'pino';
import type { AttemptDirectories } from './attempt/directory.ts';
import type { RunningAttempts } from './attempt/running.ts';
import type { Slack } from './notify/slack.ts';
import type { Restic } from './vault/find.ts';
import type { StoreLink } from './process/store-link.ts';

/** What the worker's machine allows and offers. */
export interface WorkerSettings {
  /** HOLDFAST_HOME: journals and caches. Never backed up, never restored over. */
  readonly home: string;
  /** Folders that may be backed up and restored to. */
  readonly roots: readonly string[];
  /** Folders in which vaults may keep their data. */
  readonly vaultRoots: readonly string[];
  readonly restic: Restic;
  /** Folders that may hold PostgreSQL's programs, of any versions. */
  readonly postgresqlFolders: readonly string[];
  /** How many jobs of a kind run at once. */
  readonly concurrency: number;
  /** For how long a clean-up may keep others waiting; `PRUNE_LIMITS` unless told. */
  readonly prune?: PruneLimits;
}

/** One running worker, as its parts see it. */
export interface Worker {
  readonly id: string;
  readonly siteId: string;
  readonly services: Services;
  readonly link: StoreLink;
  readonly settings: WorkerSettings;
  readonly running: RunningAttempts;
  readonly directories: AttemptDirectories;
  /** Present where the worker has a Slack token: only such a one takes `notify` (DESIGN 4). */
  readonly slack: Slack | undefined;
  readonly log: Logger;
  /** How long the end of an attempt is tried to be told to a store that does not answer. */
  readonly patienceMs: number;
}
