import { alreadyExists } from '../domain/errors.ts';
import { ITEM_NAME_TAKEN } from '../domain/protected-item.ts';

const UNIQUE_VIOLATION = '23505';

/** Constraints whose breach is the asker's to mend, in words. */
const TAKEN: Record<string, string> = {
  assignment_rules_name_key: 'An assignment rule of this name already exists.',
  data_sources_name_key: 'A data source of this name already exists.',
  policies_name_key: 'A policy of this name already exists.',
  jobs_pkey: 'The store knows one of these jobs already.',
  principals_name_key: 'A principal of this name already exists.',
  protected_items_pkey: 'The store knows one of these items already.',
  protected_items_name_key: ITEM_NAME_TAKEN,
  recovery_point_parts_repository_id_snapshot_id_unique: 'The store knows one of these recovery points already.',
  repositories_pkey: 'The store knows this repository already.',
  repositories_site_id_url_unique: 'Another vault already keeps its data there.',
  slack_identities_pkey: 'This Slack user is already linked.',
  vaults_pkey: 'The store knows this vault already.',
  vaults_name_key: 'A vault of this name already exists.',
};

/** Turns PostgreSQL's unique violation into a ConflictError that a person can act on; any other error comes back as it is. */
export function explainUniqueViolation(error: unknown): unknown {
  const constraint = brokenConstraint(error);
  const message = constraint === undefined ? undefined : TAKEN[constraint];
  return message === undefined ? error : alreadyExists(message);
}

/** The name of the unique constraint that a failed statement broke, if that is what happened. */
export function brokenConstraint(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  if (typeof cause !== 'object' || cause === null || !('code' in cause) || cause.code !== UNIQUE_VIOLATION)
    return undefined;
  return 'constraint_name' in cause && typeof cause.constraint_name === 'string' ? cause.constraint_name : undefined;
}
