import type { PruneLimits } from '@holdfast/db/domain/prune';
import type { Run } from '../attempt/run.ts';
import type { RepositoryRow, SiteBandwidth } from '../repository/open.ts';
import type { Repository } from '../vault/repository.ts';
import type { Worker } from '../worker.ts';

/** One attempt at a clean-up with all it works on. */
export interface PruneJob {
  readonly worker: Worker;
  readonly run: Run;
  readonly vault: { readonly id: string; readonly name: string };
  readonly site: SiteBandwidth;
  readonly repositories: readonly RepositoryRow[];
  /** By a person: then whatever can be freed is worth it. */
  readonly asked: boolean;
  readonly limits: PruneLimits;
}

/** The clean-up of one of its repositories. */
export interface Cleaning extends PruneJob {
  readonly row: RepositoryRow;
  readonly repository: Repository;
}
