import type { RepositoryToVerify } from '@holdfast/db/services/verification/plan';
import type { Run } from '../attempt/run.ts';
import type { Repository } from '../vault/repository.ts';
import type { Worker } from '../worker.ts';

/** One attempt at checking what a vault holds, with all it works on. */
export interface VerifyJob {
  readonly worker: Worker;
  readonly run: Run;
  readonly repositories: readonly VerifiedRepository[];
}

/** A repository that it checks, opened. */
export interface VerifiedRepository {
  readonly plan: RepositoryToVerify;
  readonly repository: Repository;
}
