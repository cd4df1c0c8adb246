import { InvalidInputError } from '@holdfast/db/domain/errors';
import type { SourceInput } from './union.ts';

/** A source as the API has it: one field, which names the kind. */
export type GivenSource = typeof SourceInput.$inferInput;

/** The same as the services take it: a kind, its configuration, and what opens it. */
export function sourceAsTaken({ files, postgresql }: GivenSource): object {
  if (!postgresql) return { kind: 'FILES', config: files };
  const { password, ...config } = postgresql;
  return { kind: 'POSTGRESQL', config, password };
}

/** Names what is wrong with a source as the API has it, where a service names it as it takes it. Other errors stay as they are. */
export function sourceAsWritten(error: unknown, { postgresql }: GivenSource): unknown {
  if (!(error instanceof InvalidInputError)) return error;
  const field = postgresql ? 'postgresql' : 'files';
  const issues = error.issues.map(({ path, message }) => {
    return { path: path.replace(/^source(\.config)?(?=\.|$)/, `source.${field}`), message };
  });
  return new InvalidInputError(issues);
}
