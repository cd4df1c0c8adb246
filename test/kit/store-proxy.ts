import { connect, createServer, type Socket } from 'node:net';

/** A way to the store that can be cut or go silent, as networks do. */
export interface StoreProxy extends AsyncDisposable {
  /** The store's URL, through here. */
  readonly url: string;
  /** Ends every connection and takes no new ones. */
  cut(): void;
  /** Passes nothing on any more and tells nobody: what a half-open connection is like. New connections work. */
  freeze(): void;
  /** Takes connections again. */
  heal(): void;
}

/** Stands between its user and the store. */
export async function openStoreProxy(storeUrl: string): Promise<StoreProxy> {
  const target = new URL(storeUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect({ host: target.hostname, port: Number(target.port) });
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('data', (chunk) => to.write(chunk));
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
  const url = new URL(storeUrl);
  url.hostname = '127.0.0.1';
  url.port = String(address.port);
  const endAll = () => {
    for (const pair of pairs) for (const socket of pair) socket.destroy();
  };
  return {
    url: url.href,
    cut() {
      isCut = true;
      endAll();
    },
    freeze() {
      for (const pair of pairs) for (const socket of pair) socket.removeAllListeners('data').pause();
    },
    heal() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      endAll();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
