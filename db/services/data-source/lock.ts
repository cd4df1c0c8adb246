import { eq } from 'drizzle-orm';
import type { Transaction } from '../../client.ts';
import { NotFoundError } from '../../domain/errors.ts';
import { dataSources } from '../../schema/index.ts';

export type DataSource = typeof dataSources.$inferSelect;

/**
 * A data source's row, locked until the transaction ends: no rule protects it meanwhile.
 * @throws NotFoundError
 */
export async function lockSource(tx: Transaction, dataSourceId: string): Promise<DataSource> {
  const [source] = await tx.select().from(dataSources).where(eq(dataSources.id, dataSourceId)).for('update');
  if (!source) throw new NotFoundError('data source', dataSourceId);
  return source;
}
