import type { KeepDuration, Retention } from '@holdfast/db/domain/retention';
import type { Schedule } from '@holdfast/db/domain/schedule';
import type { SourceConfig, SourceKind } from '@holdfast/db/sources/index';
import type { Run } from '../attempt/run.ts';
import type { RepositoryRow } from '../repository/open.ts';
import type { Driver } from '../sources/driver.ts';
import type { Repository } from '../vault/repository.ts';
import type { Worker } from '../worker.ts';

/** One attempt at a backup with all it works on. */
export interface BackupJob {
  readonly worker: Worker;
  readonly run: Run;
  readonly item: {
    readonly id: string;
    readonly name: string;
    readonly kind: SourceKind;
    readonly config: SourceConfig;
    readonly tags: Record<string, string>;
    readonly rpoSeconds: number | null;
    readonly rtoSeconds: number | null;
    readonly sealedSecret: string | null;
  };
  /** The point's own retention; null: as the policy says. */
  readonly keep: KeepDuration | null;
  readonly policy: {
    readonly id: string;
    readonly name: string;
    readonly retention: Retention;
    readonly keepReplacedDays: number;
    readonly schedule: Schedule | null;
  };
  readonly repositoryRow: RepositoryRow;
  readonly repository: Repository;
  readonly driver: Driver;
}
