import type { PgBoss } from 'pg-boss';
import type { Database } from '../client.ts';
import type { Clock } from '../clock.ts';
import type { Actor } from '../domain/actor.ts';
import type { MasterKey } from '../sealing.ts';

/** What every service needs, made once a process. */
export interface Services {
  readonly db: Database;
  readonly boss: PgBoss;
  readonly clock: Clock;
  readonly masterKey: MasterKey;
}

/** What a service needs to know of one request. */
export interface Context extends Services {
  readonly actor: Actor;
}
