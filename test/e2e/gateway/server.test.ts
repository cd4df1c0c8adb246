import { createServer } from 'node:http';
import type { ChangeFeed } from '@holdfast/db/events/listen';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { openGatewayStore } from '@holdfast/gateway/open-store';
import { startGateway } from '@holdfast/gateway/server';
import { createGateway } from '@holdfast/gateway/yoga';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openGateway } from '../../kit/gateway.ts';
import { openStoreProxy } from '../../kit/store-proxy.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { readEvents } from './server-sent-events.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, database, home } = gateway;
const log = pino({ level: 'silent' });

async function start(storeUrl = database.appUrl) {
  const running = await startGateway({ services, storeUrl, home, port: 0, host: '127.0.0.1', log });
  return { ...running, [Symbol.asyncDispose]: () => running.stop(1_000) };
}

/** A gateway on a port whose way to the store can be cut. */
async function startBehindProxy() {
  const proxy = await openStoreProxy(database.appUrl);
  const store = openGatewayStore(proxy.url);
  const running = await startGateway({
    services: { ...services, db: store.db },
    storeUrl: proxy.url,
    home,
    port: 0,
    host: '127.0.0.1',
    log,
  });
  const close = async () => {
    await running.stop(1_000);
    await store.close(0);
    await proxy[Symbol.asyncDispose]();
  };
  return { ...running, proxy, [Symbol.asyncDispose]: close };
}

/** Whether no connection is still at the question that the driver asks on each new one. */
async function areSetUp(): Promise<boolean> {
  const busy = await gateway.owner`
    select 1 from pg_stat_activity where application_name = 'holdfast-gateway' and (state <> 'idle' or query = '' or query like '%pg_catalog.pg_type%')`;
  return busy.length === 0;
}

function at(url: string, path: string): string {
  return new URL(path, url).href;
}

test('a started gateway is live and ready, and answers on its port', async () => {
  await using running = await start();
  expect((await fetch(at(running.url, '/live'))).status).toBe(200);
  const ready = await fetch(at(running.url, '/ready'));
  expect([ready.status, await ready.json()]).toEqual([200, { ready: true }]);
  const answer = await fetch(running.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${gateway.tokens.READER}` },
    body: JSON.stringify({ query: '{ viewer { role } }' }),
  });
  expect(await answer.json()).toEqual({ data: { viewer: { role: 'READER' } } });
});

test('without its store it is live and not ready, with a reason and within seconds; with the store back it is ready again', async () => {
  await using running = await startBehindProxy();
  await waitFor('it to be ready', async () => (await fetch(at(running.url, '/ready'))).ok);
  await waitFor('its connections to be set up', areSetUp);
  running.proxy.cut();
  const refused = await fetch(at(running.url, '/ready'));
  expect([refused.status, await refused.json()]).toEqual([
    503,
    { ready: false, reason: expect.stringContaining('store') },
  ]);
  expect((await fetch(at(running.url, '/live'))).status).toBe(200);
  running.proxy.heal();
  await waitFor('it to be ready again', async () => (await fetch(at(running.url, '/ready'))).ok);
});

test('a store that says nothing makes it not ready within 3 s', async () => {
  await using running = await startBehindProxy();
  await waitFor('it to be ready', async () => (await fetch(at(running.url, '/ready'))).ok);
  running.proxy.freeze();
  const since = performance.now();
  const silent = await fetch(at(running.url, '/ready'));
  expect([silent.status, await silent.json()]).toEqual([
    503,
    { ready: false, reason: 'the store did not answer within 2 s' },
  ]);
  expect(performance.now() - since).toBeLessThan(3_000);
});

test('the gateway’s own pool reads and writes what the services keep, lists among it', async () => {
  await using running = await startBehindProxy();
  const { principalId } = await gateway.principal({ role: 'READER' });
  const ask = async (query: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${gateway.tokens.ADMIN}` };
    return (await fetch(running.url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
  };
  const input = `principalId: "${principalId}", name: "bot", scopes: [ACT_FOR_SLACK], idempotencyKey: "pool"`;
  expect(
    await ask(
      `mutation { createApiToken(input: { ${input} }) { ... on CreateApiTokenPayload { apiToken { name scopes } } } }`,
    ),
  ).toEqual({
    data: { createApiToken: { apiToken: { name: 'bot', scopes: ['ACT_FOR_SLACK'] } } },
  });
  expect(await ask('{ apiTokens(first: 1) { nodes { scopes } } jobs { nodes { id } } }')).toMatchObject({
    data: { apiTokens: { nodes: [{ scopes: ['ACT_FOR_SLACK'] }] } },
  });
});

test('stopping ends subscriptions cleanly and refuses new connections', async () => {
  const running = await start();
  const { itemId } = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId }));
  const subscription = {
    document: 'subscription Watch($id: ID) { jobChanged(id: $id) { status } }',
    variables: { id: jobId },
    token: gateway.tokens.READER,
  };
  await using events = await readEvents(fetch, { ...subscription, url: running.url });
  expect(await events.next()).toEqual({ data: { jobChanged: { status: 'QUEUED' } } });
  await running.stop(5_000);
  expect(await events.next()).toBeUndefined();
  await expect(fetch(at(running.url, '/live'))).rejects.toThrow('fetch failed');
});

test('a client that goes away takes its subscription with it, also when nothing happens any more', async () => {
  let subscribers = 0;
  const counting: ChangeFeed = {
    ...gateway.changes,
    subscribe(subscriber) {
      subscribers += 1;
      const unsubscribe = gateway.changes.subscribe(subscriber);
      return () => {
        subscribers -= 1;
        unsubscribe();
      };
    },
  };
  const yoga = createGateway({ services, changes: counting, home, log });
  const server = createServer((message, response) => void yoga(message, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/graphql`;
  const { itemId } = await seedEstate(services);
  const { jobId } = await requestBackup(as(services, 'ADMIN'), request({ itemId }));
  for (const variables of [{ id: jobId }, {}]) {
    const document = 'subscription Watch($id: ID) { jobChanged(id: $id) { status } }';
    const events = await readEvents(fetch, { document, variables, token: gateway.tokens.READER, url });
    await events.next();
    expect(subscribers).toBe(1);
    await events[Symbol.asyncDispose]();
    await waitFor('the subscription to end', async () => subscribers === 0);
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('the port that is taken is an error, not a silence', async () => {
  await using running = await start();
  const port = Number(new URL(running.url).port);
  await expect(
    startGateway({ services, storeUrl: database.appUrl, home, port, host: '127.0.0.1', log }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('every answer carries the id of its request: its own where it brought one that can be logged', async () => {
  const own = await gateway.ask('{ viewer { name } }', {}, { headers: { 'x-request-id': 'deploy-42' } });
  expect(own.headers.get('x-request-id')).toBe('deploy-42');
  const hostile = await gateway.ask('{ viewer { name } }', {}, { headers: { 'x-request-id': 'a b"c' } });
  expect(hostile.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a request leaves one line in the log, without its token, its document or its variables', async () => {
  const document = 'query Search($name: String) { protectedItems(filter: { name: $name }) { totalCount } }';
  const { headers } = await gateway.ask(document, { name: 'quarterly secrets' });
  const lines = gateway.log.filter((line) => line['requestId'] === headers.get('x-request-id'));
  expect(lines).toMatchObject([
    { msg: 'request', method: 'POST', path: '/graphql', status: 200, ms: expect.any(Number) },
  ]);
  expect(JSON.stringify(gateway.log)).not.toMatch(/quarterly|hf_|protectedItems/);
});

test('a browser is shown GraphiQL, and no data', async () => {
  const response = await gateway.fetch('http://gateway/graphql', { headers: { accept: 'text/html' } });
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('Holdfast')]);
});

test('other paths are not found', async () => {
  expect((await gateway.fetch('http://gateway/')).status).toBe(404);
});
