import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

type Answering = (url: string, init: RequestInit) => Response | Promise<Response>;

/** A gateway on a port, with a door that can be shut, held or cut. */
export interface GatewayDoor extends AsyncDisposable {
  readonly url: string;
  /** Bodies of what was asked, in order, also of what was held or cut. */
  readonly asked: readonly string[];
  /** Requests wait outside until it resolves. */
  holdBefore(until: Promise<void> | undefined): void;
  /** Requests whose body holds this are served, their answers wait until it resolves. */
  holdAfter(holding: string, until: Promise<void> | undefined): void;
  /** The next requests whose body holds this are served, and their lines cut before the answer. */
  cutAfter(holding: string, times: number): void;
  /** Requests are not served but answered with this; undefined serves again. */
  answerInstead(status: number | undefined, body?: string): void;
  /** Nobody listens. */
  shut(): Promise<void>;
  /** Listens again, at the same port. */
  open(): Promise<void>;
}

export async function openDoor(answer: Answering): Promise<GatewayDoor> {
  const asked: string[] = [];
  let before: Promise<void> | undefined;
  let after: { holding: string; until: Promise<void> | undefined } | undefined;
  let cuts = { holding: '', times: 0 };
  let instead: { status: number; body: string } | undefined;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    asked.push(body);
    await before;
    if (instead) {
      response.writeHead(instead.status, { 'content-type': 'text/html' }).end(instead.body);
      return;
    }
    const { method = 'POST', url = '/' } = request;
    const answered = await answer(`http://gateway${url}`, { method, headers: headersOf(request), body });
    if (after && body.includes(after.holding)) await after.until;
    if (cuts.times > 0 && body.includes(cuts.holding)) {
      cuts.times -= 1;
      response.destroy();
      return;
    }
    response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(await answered.text());
  };
  const server = createServer((request, response) => void serve(request, response));
  await listen(server, 0);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const { port } = address;
  const shut = () => closed(server);
  return {
    url: `http://127.0.0.1:${port}/graphql`,
    asked,
    holdBefore: (until) => void (before = until),
    holdAfter: (holding, until) => void (after = { holding, until }),
    cutAfter: (holding, times) => void (cuts = { holding, times }),
    answerInstead: (status, body = '') => void (instead = status === undefined ? undefined : { status, body }),
    shut,
    open: () => listen(server, port),
    [Symbol.asyncDispose]: shut,
  };
}

function headersOf(request: IncomingMessage): [string, string][] {
  return Object.entries(request.headers).flatMap(([name, value]): [string, string][] => {
    return typeof value === 'string' ? [[name, value]] : [];
  });
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', () => resolve()));
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
