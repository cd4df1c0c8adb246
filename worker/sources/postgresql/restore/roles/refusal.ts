import postgres from 'postgres';
import { isPassing } from '../../errors.ts';

/**
 * Whether the server refused this one statement: only then can a restore go on without it. A lost connection, a server that
 * stops or has no room left ends the restore.
 */
export function isRefusal(error: unknown): error is postgres.PostgresError {
  return error instanceof postgres.PostgresError && !isPassing(error.code);
}

/** PostgreSQL's own names for its codes (PostgreSQL manual, appendix A), of those that such statements meet. */
const CALLED: Readonly<Record<string, string>> = {
  '0LP01': 'the right cannot be given',
  '22023': 'the value is not one that the server takes',
  '42501': "the item's user may not do that",
  '42601': 'the value is not written as the server takes it',
  '42602': 'the name is not one that the server takes',
  '42704': 'the server does not have what it names',
  '55P02': 'it can only be set for the whole server',
};

/** Why the server refused a statement, without its own words: they hold the values, in which people keep keys (law 10). */
export function refusalOf(error: postgres.PostgresError): string {
  const called = CALLED[error.code];
  return `The server refused it${called === undefined ? '' : `: ${called}`} (SQLSTATE ${error.code}).`;
}
