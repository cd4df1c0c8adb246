import { randomUUID } from 'node:crypto';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';

interface Seen {
  readonly id: string;
  readonly log: Logger;
  readonly since: number;
  operation?: string | undefined;
}

const HEADER = 'x-request-id';
const ACCEPTABLE = /^[\w.:-]{1,100}$/;
/** Asked for all the time by what watches the process. */
const QUIET = new Set(['/live', '/ready']);

/** One line a request, under an id that the answer carries too. No variables, documents or headers: they hold secrets. */
export class RequestLog {
  readonly #log: Logger;
  readonly #seen = new WeakMap<Request, Seen>();

  constructor(log: Logger) {
    this.#log = log;
  }

  /** The id and logger of a request: its own id where it brought an acceptable one. */
  of(request: Request): Seen {
    const known = this.#seen.get(request);
    if (known) return known;
    const brought = request.headers.get(HEADER);
    const id = brought && ACCEPTABLE.test(brought) ? brought : randomUUID();
    const seen = { id, log: this.#log.child({ requestId: id }), since: performance.now() };
    this.#seen.set(request, seen);
    return seen;
  }

  plugin(): Plugin {
    return {
      onRequest: ({ request }) => void this.of(request),
      onParams: ({ request, params }) => {
        this.of(request).operation = params.operationName;
      },
      onResponse: ({ request, response }) => {
        const { id, log, since, operation } = this.of(request);
        response.headers.set(HEADER, id);
        const { pathname } = new URL(request.url, 'http://localhost');
        const facts = {
          method: request.method,
          path: pathname,
          status: response.status,
          operation,
          ms: Math.round(performance.now() - since),
        };
        log[QUIET.has(pathname) ? 'debug' : 'info'](facts, 'request');
      },
    };
  }
}
