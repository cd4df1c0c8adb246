import type { ChangeFeed } from '@holdfast/db/events/listen';
import type { Actor } from '@holdfast/db/domain/actor';
import type { Context as ServiceContext } from '@holdfast/db/services/context';
import type { Logger } from 'pino';
import type { Loaders } from './loaders.ts';

/** What a resolver knows of its request. It is a service's context too: a mutation hands it on as it is. */
export interface GatewayContext extends ServiceContext {
  readonly changes: ChangeFeed;
  /** HOLDFAST_HOME: where recovery kits are written. */
  readonly home: string;
  /** The request's own logger: every line carries its id. */
  readonly log: Logger;
  readonly load: Loaders;
  /** Finds out again who asks: rights may have gone while a subscription lasts. Throws as at the start. */
  readonly authenticateAgain: () => Promise<Actor>;
}
