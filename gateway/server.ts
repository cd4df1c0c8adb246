import { createServer, type Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listenForChanges } from '@holdfast/db/events/listen';
import type { Services } from '@holdfast/db/services/context';
import type { Logger } from 'pino';
import { loggable } from '@holdfast/db/process/loggable';
import { superviseWorkers } from './supervise.ts';
import { createGateway } from './yoga.ts';

export interface GatewayOptions {
  readonly services: Services;
  /** The store, as the application's role: for the connection that listens for changes. */
  readonly storeUrl: string;
  /** HOLDFAST_HOME: where recovery kits are written. */
  readonly home: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly host: string;
  readonly log: Logger;
}

export interface RunningGateway {
  /** Where GraphQL is. */
  readonly url: string;
  /**
   * Takes no new requests, ends subscriptions, lets what runs finish for so long, then cuts it. The services stay open:
   * they are the caller's.
   */
  stop(deadlineMs: number): Promise<void>;
}

/** Serves the gateway on a port and watches for lost workers. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { services, storeUrl, home, port, host, log } = options;
  const onError = (error: unknown) => log.warn({ error: loggable(error) }, 'listening for changes was interrupted');
  const changes = listenForChanges({ url: storeUrl, onError });
  const yoga = createGateway({ services, changes, home, log });
  const server = createServer((request, response) => void yoga(request, response));
  const ending = new AbortController();
  try {
    await listen(server, { port, host });
  } catch (error) {
    await changes.close();
    throw error;
  }
  const supervising = superviseWorkers(services, log, ending.signal);
  return {
    url: urlOf(server),
    async stop(deadlineMs) {
      ending.abort();
      const closed = closeWithin(server, deadlineMs);
      // A store that no longer answers must not keep the process: what waits for it is left to its end.
      await Promise.race([Promise.all([changes.close(), supervising]), pause(deadlineMs, undefined, { ref: false })]);
      await closed;
      await yoga.dispose();
    },
  };
}

async function listen(server: Server, where: { port: number; host: string }): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}/graphql`;
}

const SWEEP_EVERY_MS = 50;

/** Closes connections as they fall idle, and all that are left at the deadline. */
async function closeWithin(server: Server, deadlineMs: number): Promise<void> {
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
  const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
  try {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  } finally {
    clearInterval(sweep);
    clearTimeout(deadline);
  }
}
