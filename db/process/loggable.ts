import { DrizzleQueryError } from 'drizzle-orm';

/**
 * An error as it may stand in a log. What a statement was given is left out, since values may be secrets: Drizzle puts
 * them into its message, PostgreSQL into its detail.
 */
export function loggable(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error ? { cause: loggable(error.cause) } : {};
  return { name: error.name, message: messageOf(error), ...code, ...cause, stack: framesOf(error) };
}

function messageOf(error: Error): string {
  return error instanceof DrizzleQueryError ? `Failed query: ${error.query}` : error.message;
}

/** The places alone: the head of a stack repeats the message. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}
