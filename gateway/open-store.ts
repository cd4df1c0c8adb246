import { openStore, type Store } from '@holdfast/db/client';
import { STATEMENT_TIMEOUT_MS } from './plugins/limits.ts';

const CONNECTIONS = 10;

/** A pool for answering requests: the store itself ends a statement that takes too long, whatever asked for it. */
export function openGatewayStore(url: string, statementTimeoutMs: number = STATEMENT_TIMEOUT_MS): Store {
  const limited = new URL(url);
  limited.searchParams.set('statement_timeout', String(statementTimeoutMs));
  return openStore({ url: limited.href, connections: CONNECTIONS, name: 'holdfast-gateway' });
}
