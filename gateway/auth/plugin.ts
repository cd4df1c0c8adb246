import type { Actor } from '@holdfast/db/domain/actor';
import { authenticate } from '@holdfast/db/services/access/authenticate';
import type { Services } from '@holdfast/db/services/context';
import { createGraphQLError, type Plugin } from 'graphql-yoga';
import { credentialsOf } from './credentials.ts';

/** Finds out who asks before anything of the document is looked at: who is nobody gets nothing, not even its errors. */
export class Authentication {
  readonly #services: Pick<Services, 'db'>;
  readonly #actors = new WeakMap<Request, Actor>();

  constructor(services: Pick<Services, 'db'>) {
    this.#services = services;
  }

  /** Who sent a request that was let through. */
  actorOf(request: Request): Actor {
    const actor = this.#actors.get(request);
    if (actor) return actor;
    throw new Error('a request got past authentication without an actor');
  }

  /** Finds out anew, from the store as it is now. Throws as {@link authenticate} does. */
  again(request: Request): Promise<Actor> {
    return authenticate(this.#services, credentialsOf(request.headers));
  }

  plugin(): Plugin {
    return {
      onParams: async ({ request, setResult }) => {
        try {
          this.#actors.set(request, await authenticate(this.#services, credentialsOf(request.headers)));
        } catch (error) {
          setResult({ errors: [createGraphQLError('refused', { originalError: asError(error) })] });
        }
      },
    };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
