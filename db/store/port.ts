import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { writeDurably } from './durable-file.ts';
import type { StorePlace } from './place.ts';
import { StoreError, systemCode } from './store-error.ts';

const HOST = '127.0.0.1';

/** The port to start on: the one asked for (STORE_PORT_TAKEN if it is not free), else the last one if it is free, else any free one. */
export async function choosePort(place: StorePlace, wanted: number | undefined): Promise<number> {
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw portTaken(wanted);
  }
  const last = await lastPort(place);
  return last !== undefined && (await isFree(last)) ? last : freePort();
}

/** So that addresses people wrote down stay right after a restart. */
export async function rememberPort(place: StorePlace, port: number): Promise<void> {
  if ((await lastPort(place)) !== port) await writeDurably(place.port, `${port}\n`, 0o600);
}

export function portTaken(port: number): StoreError {
  return new StoreError({
    code: 'STORE_PORT_TAKEN',
    message: `Port ${port} of ${HOST} is taken.`,
    cause: 'Another program listens there, so that the store cannot.',
    remedy: 'End that program, or give the store another port or none (it then takes a free one).',
    retryable: true,
    fault: 'USER',
  });
}

async function lastPort(place: StorePlace): Promise<number | undefined> {
  try {
    const port = Number((await readFile(place.port, 'utf8')).trim());
    return Number.isInteger(port) && port > 0 && port < 65536 ? port : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function isFree(port: number): Promise<boolean> {
  try {
    await listenOnce(port);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EADDRINUSE' || systemCode(error) === 'EACCES') return false;
    throw error;
  }
}

/** A port of this machine that is free now. */
export async function freePort(): Promise<number> {
  return listenOnce(0);
}

async function listenOnce(port: number): Promise<number> {
  const server = createServer();
  server.listen({ port, host: HOST });
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return address !== null && typeof address === 'object' ? address.port : port;
}
