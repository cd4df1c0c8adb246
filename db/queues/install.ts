import { PgBoss } from 'pg-boss';
import type postgres from 'postgres';
import { APP_ROLE } from '../client.ts';
import { QUEUE_SCHEMA } from './definitions.ts';

/** Makes or updates pg-boss's own tables as their owner and lets the application's role work with them. */
export async function installQueues(ownerUrl: string, owner: postgres.Sql): Promise<void> {
  const boss = new PgBoss({
    connectionString: ownerUrl,
    schema: QUEUE_SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
  });
  const errors: unknown[] = [];
  boss.on('error', (error) => errors.push(error));
  await boss.start();
  await boss.stop({ graceful: true, close: true });
  if (errors.length > 0) throw new AggregateError(errors, 'pg-boss could not be installed');
  const schema = owner(QUEUE_SCHEMA);
  const role = owner(APP_ROLE);
  await owner`grant usage on schema ${schema} to ${role}`;
  await owner`grant select, insert, update, delete on all tables in schema ${schema} to ${role}`;
  await owner`grant usage on all sequences in schema ${schema} to ${role}`;
  await owner`grant execute on all functions in schema ${schema} to ${role}`;
}
