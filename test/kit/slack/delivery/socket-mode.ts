import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { z } from 'zod';
import { parseJson, type JsonObject } from '../json.ts';
import { ACK_WITHIN_MS, type Delivery, type Reply, type Retry, type Transport } from './delivery.ts';

const SOCKETS_AT_MOST = 10;
const CLOSE_WITHIN_MS = 500;

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.record(z.string(), z.json()).optional() });

/** The server's end of Socket Mode. Each delivery goes to one of the open sockets, in turn. */
export interface SocketHub extends Transport {
  readonly openSockets: number;
  /** Draws a ticket for one socket. */
  issueTicket(): string;
  /** Takes the connection that comes with a ticket; a wrong one is hung up on. */
  upgrade(ticket: string, connection: Connection): void;
  /** Slack's way to move an app: each socket is told to come again and is then closed by the client. */
  refresh(): void;
  /** Breaks all lines without a word. */
  cut(): void;
  /** Closes all lines in good order; those that do not answer within half a second are broken. */
  close(): Promise<void>;
}

export interface Connection {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function createSocketHub(appId: string): SocketHub {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const sockets: WebSocket[] = [];
  const waiting = new Map<string, (payload: JsonObject) => void>();

  const forget = (socket: WebSocket): void => {
    const at = sockets.indexOf(socket);
    if (at >= 0) sockets.splice(at, 1);
  };

  const greet = (socket: WebSocket): void => {
    if (sockets.length >= SOCKETS_AT_MOST) return disconnect(socket, 'too_many_websockets');
    sockets.push(socket);
    socket.on('message', (data) => {
      const parsed = acknowledgement.safeParse(parseJson(textOf(data)));
      if (parsed.success) waiting.get(parsed.data.envelope_id)?.(parsed.data.payload ?? {});
    });
    socket.on('close', () => forget(socket));
    // A broken line is followed by 'close', which is all there is to do.
    socket.on('error', () => undefined);
    socket.send(JSON.stringify(hello(appId, sockets.length)));
  };

  return {
    get openSockets() {
      return sockets.length;
    },
    issueTicket: () => {
      const ticket = randomUUID();
      tickets.add(ticket);
      return ticket;
    },
    upgrade: (ticket, { request, socket, head }) => {
      if (tickets.delete(ticket)) server.handleUpgrade(request, socket, head, greet);
      else socket.destroy();
    },
    send: async (delivery, retry) => {
      const socket = sockets.shift();
      if (!socket) return { outcome: 'dispatch_failed' };
      sockets.push(socket);
      const envelope = envelopeOf(delivery, retry);
      const reply = awaitAck(waiting, envelope.envelope_id, socket);
      socket.send(JSON.stringify(envelope));
      return reply;
    },
    refresh: () => sockets.splice(0).forEach((socket) => disconnect(socket, 'refresh_requested')),
    cut: () => {
      sockets.splice(0);
      server.clients.forEach((socket) => socket.terminate());
    },
    close: async () => {
      await Promise.all([...server.clients].map(closeInOrder));
    },
  };
}

function textOf(data: RawData): string {
  return Buffer.concat(Array.isArray(data) ? data : [Buffer.isBuffer(data) ? data : Buffer.from(data)]).toString();
}

async function awaitAck(
  waiting: Map<string, (payload: JsonObject) => void>,
  envelopeId: string,
  socket: WebSocket,
): Promise<Reply> {
  const { promise, resolve } = Promise.withResolvers<Reply>();
  const timer = setTimeout(() => resolve({ outcome: 'operation_timeout' }), ACK_WITHIN_MS);
  const lost = (): void => resolve({ outcome: 'dispatch_failed' });
  socket.once('close', lost);
  waiting.set(envelopeId, (payload) => resolve({ outcome: 'acknowledged', payload }));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.off('close', lost);
    waiting.delete(envelopeId);
  }
}

async function closeInOrder(socket: WebSocket): Promise<void> {
  if (socket.readyState === socket.CLOSED) return;
  const closed = once(socket, 'close');
  const timer = setTimeout(() => socket.terminate(), CLOSE_WITHIN_MS);
  socket.close(1001);
  await closed;
  clearTimeout(timer);
}

function envelopeOf({ kind, body }: Delivery, retry: Retry | undefined) {
  return {
    envelope_id: randomUUID(),
    type: kind,
    payload: body,
    accepts_response_payload: kind !== 'events_api',
    ...(kind === 'events_api' ? { retry_attempt: retry?.num ?? 0, retry_reason: retry?.reason ?? '' } : {}),
  };
}

function hello(appId: string, connections: number): JsonObject {
  return {
    type: 'hello',
    connection_info: { app_id: appId },
    num_connections: connections,
    debug_info: { host: 'applink-simulator', build_number: 1, approximate_connection_time: 18_060 },
  };
}

function disconnect(socket: WebSocket, reason: string): void {
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-simulator' } }));
}
