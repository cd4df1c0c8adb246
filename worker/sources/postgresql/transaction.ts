import postgres, { type Sql } from 'postgres';

/**
 * Does some work in one transaction of a session. The client's own way is not used: when the server ends the session in the
 * middle, it writes its rollback to a connection that is no more, and that ends the whole process.
 * @throws what the work threw; the server then takes everything back, by itself where the session has gone
 */
export async function inTransaction<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  await sql`begin`;
  try {
    const result = await work();
    await sql`commit`;
    return result;
  } catch (error) {
    if (!endsSession(error)) await sql`rollback`;
    throw error;
  }
}

/** The same for a part of a transaction, which alone is taken back where it fails. */
export async function inSavepoint<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  await sql`savepoint part`;
  try {
    const result = await work();
    await sql`release savepoint part`;
    return result;
  } catch (error) {
    if (!endsSession(error)) await sql`rollback to savepoint part`;
    throw error;
  }
}

/** After a refusal the session lives; after anything that is not the server's answer, and after its last words, it does not. */
function endsSession(error: unknown): boolean {
  if (error instanceof postgres.PostgresError)
    return /^(?:FATAL|PANIC)$/.test(error.severity) || error.code.startsWith('57P');
  return error instanceof Error && 'code' in error && /^(?:CONNECTION_|CONNECT_|E[A-Z]+$)/.test(String(error.code));
}
