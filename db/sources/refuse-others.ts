import { InvalidInputError } from '../domain/errors.ts';
import type { ParsedRestoreRequest } from '../domain/restore.ts';

type Choice = 'paths' | 'database' | 'tables' | 'target.path' | 'target.database';

/** Refuses choices that a kind of source does not have: passed over in silence, more would be restored than was asked for. */
export function refuseOthers(
  request: ParsedRestoreRequest,
  allowed: { readonly kind: string; readonly takes: readonly Choice[] },
): void {
  const made: Record<Choice, unknown> = {
    paths: request.paths,
    database: request.database,
    tables: request.tables,
    'target.path': request.target.path,
    'target.database': request.target.database,
  };
  const issues = Object.entries(made)
    .filter(([choice, value]) => value !== undefined && !allowed.takes.some((taken) => taken === choice))
    .map(([path]) => ({ path, message: `does not apply to ${allowed.kind}` }));
  if (issues.length > 0) throw new InvalidInputError(issues);
}
