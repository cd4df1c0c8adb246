import { sql, type SQL } from 'drizzle-orm';
import { DEFAULT_VERIFY_DAYS } from '../domain/verification.ts';
import { SCHEDULE_NOW } from './schedule-now.ts';

/** Into how many shares a repository is cut now. `repository` and its `vault` are the names that the statement has for them. */
export const SHARES_NOW = sql`coalesce(vault.verify_days, repository.shares, ${DEFAULT_VERIFY_DAYS}::int)`;

/**
 * A condition on a `repository` and its `vault`: all of it is wanted to be read anew, and some of it was not read since. It says the same as
 * the plan of a run does (domain/verification).
 */
export const IS_TO_BE_READ: SQL = sql`(repository.read_all_since is not null and repository.engine_id is not null and (
  select count(distinct look.share) from repository_checks look
  where look.repository_id = repository.id and look.shares = ${SHARES_NOW}
    and look.started_at >= least(repository.read_all_since, ${SCHEDULE_NOW}) and look.ended_at <= ${SCHEDULE_NOW}
  ) < ${SHARES_NOW})`;

/** A condition on `vaults`: of one of its repositories that holds. */
export const HOLDS_WHAT_IS_TO_BE_READ: SQL = sql`exists (
  select from repositories repository join vaults vault on vault.id = repository.vault_id
  where repository.vault_id = "vaults"."id" and ${IS_TO_BE_READ})`;
