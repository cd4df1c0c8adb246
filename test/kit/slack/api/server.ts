import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { SocketHub } from '../delivery/socket-mode.ts';
import { parseJsonObject, type JsonObject } from '../json.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { answerCall, answerResponse, type Answer, type Answering } from './answer.ts';

/** Slack's side of the wire: Web API, response URLs, uploads, sockets. */
export interface ApiServer {
  readonly port: number;
  /** Slack is gone: lines break and connections are refused, on the same port until it is back. */
  outage(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

export interface ApiServerOptions {
  /** Asked for at each request: the addresses are known only when the server listens. */
  readonly answering: () => Answering;
  readonly hub: SocketHub;
}

export async function startApiServer({ answering, hub }: ApiServerOptions): Promise<ApiServer> {
  const server = createServer((request, response) => {
    // A broken simulator must look broken in the test, not like Slack's refusal.
    handle(answering(), request, response).catch((error: unknown) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`simulator: ${String(error)}`);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    hub.upgrade(pathOf(request).replace('/socket/', ''), { request, socket, head });
  });
  const port = await listen(server, 0);
  return {
    port,
    outage: async (on) => {
      if (on === !server.listening) return;
      if (!on) await listen(server, port);
      else await hangUp(server, () => hub.cut());
    },
    stop: async () => {
      if (server.listening) await hangUp(server, () => hub.close());
    },
  };
}

/** Listens on 127.0.0.1. @returns the port */
export async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return addressOf(server).port;
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator does not listen');
  return address;
}

async function hangUp(server: Server, closeSockets: () => Promise<void> | void): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closeSockets();
  server.closeAllConnections();
  await closed;
}

async function handle(answering: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  const [, kind = '', name = ''] = pathOf(request).split('/');
  switch (kind) {
    case 'api':
      return send(response, await answerCall(answering, { name, ...argumentsOf(request, body) }));
    case 'response':
      return send(
        response,
        await answerResponse(answering, { id: name, body: parseJsonObject(body.toString()) ?? {} }),
      );
    case 'upload':
      return takeUpload(answering.context.state, { request, response, body, id: name });
    default:
      response.writeHead(404).end();
  }
}

function send(response: ServerResponse, answer: Answer | undefined): void {
  if (!answer) {
    response.socket?.destroy();
    return;
  }
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', ...answer.headers });
  response.end(JSON.stringify(answer.body));
}

/** From query, form or JSON; the token from the header or among them. */
function argumentsOf(request: IncomingMessage, body: Buffer): { args: JsonObject; token: string | undefined } {
  const isJson = request.headers['content-type']?.includes('application/json') ?? false;
  const sent: JsonObject = isJson
    ? (parseJsonObject(body.toString()) ?? {})
    : Object.fromEntries(new URLSearchParams(body.toString()));
  const query = Object.fromEntries(new URL(request.url ?? '/', 'http://slack').searchParams);
  const { token, ...args } = { ...query, ...sent };
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return { args, token: bearer ?? (typeof token === 'string' ? token : undefined) };
}

async function takeUpload(
  state: WorkspaceState,
  { request, response, body, id }: { request: IncomingMessage; response: ServerResponse; body: Buffer; id: string },
): Promise<void> {
  const file = state.files.get(id);
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  const type = request.headers['content-type'] ?? '';
  file.content = type.startsWith('multipart/') ? await filePart(body, type) : body;
  response.writeHead(200, { 'content-type': 'text/plain' }).end(`OK - ${file.content.length}`);
}

async function filePart(body: Buffer, type: string): Promise<Buffer> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => typeof value !== 'string');
  return Buffer.from(file ? await file.arrayBuffer() : new ArrayBuffer(0));
}

export function pathOf(request: IncomingMessage): string {
  return new URL(request.url ?? '/', 'http://slack').pathname;
}
