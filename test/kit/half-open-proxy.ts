import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A line to the store that can break the way networks do: without anybody being told. */
export interface HalfOpenProxy extends AsyncDisposable {
  /** The store's URL, by way of this line. */
  readonly url: string;
  /**
   * From now on nothing passes: every connection stays open and swallows what is sent, also the word that it ends; new
   * ones are accepted and never answered.
   */
  break(): void;
  /** New connections pass again. Those of before stay dead: what was lost on them never comes. */
  mend(): void;
}

interface Line {
  readonly ends: readonly Socket[];
  dead: boolean;
}

/** Opens a line to the store behind the URL, on a free port of this machine. */
export async function openHalfOpenProxy(storeUrl: string): Promise<HalfOpenProxy> {
  const store = new URL(storeUrl);
  const lines = new Set<Line>();
  let broken = false;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (broken) lines.add(swallowing(client));
    else lines.add(joined(client, connect({ host: store.hostname, port: Number(store.port), allowHalfOpen: true })));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(storeUrl);
  url.hostname = '127.0.0.1';
  url.port = String(portOf(server.address()));
  return {
    url: url.href,
    break() {
      broken = true;
      for (const line of lines) line.dead = true;
    },
    mend() {
      broken = false;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const end of [...lines].flatMap((line) => line.ends)) end.destroy();
      await closed;
    },
  };
}

/** What one end says the other hears, until the line is dead. */
function joined(client: Socket, store: Socket): Line {
  const line: Line = { ends: [client, store], dead: false };
  for (const [from, to] of [
    [client, store],
    [store, client],
  ] as const) {
    from.on('data', (chunk) => line.dead || to.write(chunk));
    from.on('end', () => line.dead || to.end());
    from.on('error', () => line.dead || to.destroy());
  }
  return line;
}

function swallowing(client: Socket): Line {
  client.on('error', () => undefined);
  client.resume();
  return { ends: [client], dead: true };
}

function portOf(address: AddressInfo | string | null): number {
  if (typeof address === 'object' && address !== null) return address.port;
  throw new Error('the line has no port');
}
