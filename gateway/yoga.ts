import type { ChangeFeed } from '@holdfast/db/events/listen';
import type { Services } from '@holdfast/db/services/context';
import { createYoga, useReadinessCheck, type YogaInitialContext } from 'graphql-yoga';
import type { Logger } from 'pino';
import { Authentication } from './auth/plugin.ts';
import type { GatewayContext } from './context.ts';
import { readiness } from './health.ts';
import { loadersFor } from './loaders.ts';
import { limitTokens, MOST_BODY_BYTES } from './plugins/limits.ts';
import { masking } from './plugins/masking.ts';
import { RequestLog } from './plugins/request-log.ts';
import { schema } from './schema/index.ts';

export interface GatewayParts {
  readonly services: Services;
  readonly changes: ChangeFeed;
  /** HOLDFAST_HOME: where recovery kits are written. */
  readonly home: string;
  readonly log: Logger;
}

const GRAPHIQL = {
  title: 'Holdfast',
  headers: JSON.stringify({ Authorization: 'Bearer hf_…' }),
  defaultQuery: '# Put your API token into the headers below.\nquery WhoAmI {\n  viewer { name role rights }\n}\n',
} as const;

/** The gateway without a port: GraphQL at /graphql (GraphiQL in a browser), /live and /ready. Reads no environment. */
export function createGateway({ services, changes, home, log }: GatewayParts) {
  const requests = new RequestLog(log);
  const authentication = new Authentication(services);
  return createYoga<object, GatewayContext>({
    schema,
    context: ({ request }: YogaInitialContext) => ({
      ...services,
      changes,
      home,
      actor: authentication.actorOf(request),
      log: requests.of(request).log,
      load: loadersFor(services.db),
      authenticateAgain: () => authentication.again(request),
    }),
    // Ours does it where the request is known and nothing gets past it.
    maskedErrors: false,
    logging: false,
    cors: false,
    multipart: false,
    landingPage: false,
    batching: false,
    maxRequestBodySize: MOST_BODY_BYTES,
    healthCheckEndpoint: '/live',
    graphiql: GRAPHIQL,
    plugins: [
      requests.plugin(),
      useReadinessCheck({ endpoint: '/ready', check: () => readiness(services) }),
      authentication.plugin(),
      limitTokens(),
      masking(requests),
    ],
  });
}
