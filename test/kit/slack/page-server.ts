import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { listen, pathOf } from './api/server.ts';
import { parseJson } from './json.ts';
import type { People } from './people/person.ts';
import { screenOf } from './page-screen.ts';
import { NotOnScreen } from './refusal.ts';
import type { WorkspaceState } from './state/workspace-state.ts';

const FOLDER = new URL('./page/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

const chosen = z.union([z.string(), z.number(), z.array(z.string()), z.null()]);
const target = { user: z.string(), actionId: z.string(), blockId: z.string() };
const place = z.union([z.object({ channel: z.string(), ts: z.string() }), z.object({ viewId: z.string() })]);

/** What the page's user did. */
const deed = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('say'),
    user: z.string(),
    channel: z.string(),
    text: z.string(),
    threadTs: z.string().optional(),
  }),
  z.object({ do: z.literal('command'), user: z.string(), channel: z.string(), line: z.string() }),
  z.object({
    do: z.literal('click'),
    ...target,
    place,
    chosen: chosen.optional(),
    entered: z.record(z.string(), chosen).optional(),
  }),
  z.object({ do: z.literal('suggest'), ...target, place, typed: z.string() }),
  z.object({ do: z.literal('submit'), user: z.string(), viewId: z.string(), values: z.record(z.string(), chosen) }),
  z.object({ do: z.literal('close'), user: z.string(), which: z.enum(['top', 'all']) }),
  z.object({ do: z.literal('react'), user: z.string(), channel: z.string(), ts: z.string(), name: z.string() }),
  z.object({ do: z.literal('home'), user: z.string() }),
]);
type Deed = z.infer<typeof deed>;

/** The page that people look at the workspace with, and the door it acts through. It knows no token. */
export interface PageServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPageServer(workspace: {
  readonly state: WorkspaceState;
  readonly people: People;
}): Promise<PageServer> {
  const { state, people } = workspace;
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => sendJson(response, { error: String(error) }, 500));
  });

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathOf(request);
    const user = new URL(request.url ?? '/', 'http://page').searchParams.get('user') ?? undefined;
    if (path === '/changes') return watch(state, response);
    if (path === '/screen') return sendJson(response, screenOf(state, user));
    if (path !== '/deed') return sendFile(response, path === '/' ? 'index.html' : path.slice(1));
    const parsed = deed.safeParse(parseJson(await text(request)));
    if (!parsed.success) return sendJson(response, { error: z.prettifyError(parsed.error) }, 400);
    try {
      sendJson(response, await perform(people, parsed.data));
    } catch (error) {
      if (!(error instanceof NotOnScreen)) throw error;
      sendJson(response, { error: error.message, isGone: true });
    }
  };

  const port = await listen(server, 0);
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @returns what the page is told; an empty object when there is nothing to tell */
async function perform(people: People, done: Deed): Promise<unknown> {
  switch (done.do) {
    case 'say':
      return people.say(done);
    case 'command':
      return people.command(done.user, done.channel, done.line);
    case 'click': {
      const { place: where, chosen: choice, entered, ...rest } = done;
      return people.click({
        ...{ ...rest, ...where },
        ...(choice !== undefined && { chosen: choice }),
        ...(entered && { entered }),
      });
    }
    case 'suggest':
      return people.suggest({ ...done, ...done.place });
    case 'submit':
      return people.submit(done.user, done.viewId, done.values);
    case 'close':
      await people.closeView(done.user, done.which);
      return {};
    case 'react':
      await people.react(done);
      return {};
    case 'home':
      await people.openHome(done.user);
      return {};
  }
}

/** Server-sent events: a word at every change, the page then asks what there is. */
function watch(state: WorkspaceState, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write('data: hello\n\n');
  const unwatch = state.onChange(() => response.write('data: changed\n\n'));
  response.on('close', unwatch);
}

function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function sendFile(response: ServerResponse, name: string): Promise<void> {
  const type = /^[\w-]+\.(html|css|js)$/.test(name) ? TYPES[extname(name)] : undefined;
  if (type === undefined) {
    response.writeHead(404).end();
    return;
  }
  const content = await readFile(new URL(name, FOLDER));
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(content);
}
