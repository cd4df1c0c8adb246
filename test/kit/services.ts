import postgres, { type Sql } from 'postgres';
import { openStore, type Store } from '@holdfast/db/client';
import { systemClock } from '@holdfast/db/clock';
import { migrateStore } from '@holdfast/db/migrate';
import { startBoss } from '@holdfast/db/queues/boss';
import { MasterKey } from '@holdfast/db/sealing';
import type { Services } from '@holdfast/db/services/context';
import { createDatabase, type TestDatabase } from './postgres.ts';

/** More than the twenty callers that a test sends at once would need one after the other, so that they meet in the store. */
const CONNECTIONS = 20;

export interface TestServices extends AsyncDisposable {
  readonly services: Services;
  readonly store: Store;
  readonly database: TestDatabase;
  /** The master key as a worker of its own process is given it. */
  readonly keyText: string;
  /** As the owner of the tables: a test looks and arranges with it, past the services. */
  readonly owner: Sql;
  /** @throws AggregateError of what pg-boss complained about in the background */
  close(): Promise<void>;
}

/** Services as a part has them, on a migrated database of its own that is dropped at the end. */
export async function openServices(): Promise<TestServices> {
  const database = await createDatabase({ prepare: migrateStore });
  const complaints: Error[] = [];
  const keyText = MasterKey.generate();
  const store = openStore({ url: database.appUrl, connections: CONNECTIONS, name: 'holdfast-test' });
  const boss = await startBoss({
    url: database.appUrl,
    name: 'holdfast-test-queues',
    connections: 2,
    onError: (error) => complaints.push(error),
  });
  const owner = postgres(database.ownerUrl, { max: 2, onnotice: () => undefined });
  const services = { db: store.db, boss, clock: systemClock, masterKey: MasterKey.parse(keyText) };
  const close = async () => {
    await boss.stop({ graceful: true, close: true });
    await Promise.all([store.close(), owner.end()]);
    await database.drop();
    if (complaints.length > 0) throw new AggregateError(complaints, 'pg-boss complained');
  };
  return { services, store, database, keyText, owner, close, [Symbol.asyncDispose]: close };
}
