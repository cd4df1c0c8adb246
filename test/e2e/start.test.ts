import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  gatewayUrl,
  logged,
  makePlace,
  processesOf,
  ROOT,
  runHoldfast,
  startHoldfast,
  type HoldfastProcess,
  type Place,
} from '../kit/holdfast-process.ts';
import { waitFor } from '../kit/wait-for.ts';

const PROMISED_MS = 30_000;
const PATIENCE = { timeout: 300_000 };

test('SIGTERM ends every part and the store within 30 s', PATIENCE, async () => {
  using place = makePlace();
  await using holdfast = await startHoldfast(place);
  const askedAt = performance.now();
  holdfast.kill('SIGTERM');
  expect(await holdfast.ended).toEqual({ code: 0, signal: null });
  expect(performance.now() - askedAt).toBeLessThan(PROMISED_MS);
  expect(processesOf(place)).toEqual([]);
});

test('SIGTERM to npm ends what npm start runs', PATIENCE, async () => {
  using place = makePlace();
  await using npm = await startHoldfast(place, { command: ['npm', 'start'] });
  npm.kill('SIGTERM');
  expect(await npm.ended).toEqual({ code: 0, signal: null });
  expect(processesOf(place)).toEqual([]);
});

test('when the starter is killed, every part and the store end too', PATIENCE, async () => {
  using place = makePlace();
  await using holdfast = await startHoldfast(place);
  holdfast.kill('SIGKILL');
  const nothingLeft = waitFor('everything to end', async () => processesOf(place).length === 0, PROMISED_MS);
  expect(await nothingLeft).toBe(true);
});

test('a gateway, a worker or a store that is killed is started again and works', PATIENCE, async () => {
  using place = makePlace();
  await using holdfast = await startHoldfast(place);
  const gateway = await logged(holdfast, 'gateway started');
  process.kill(Number(gateway['pid']), 'SIGKILL');
  expect(await ready(await gatewayUrl(holdfast, 2))).toBe(true);

  const worker = await logged(holdfast, 'worker started');
  process.kill(Number(worker['pid']), 'SIGKILL');
  expect(await logged(holdfast, 'worker started', 2)).toMatchObject({ site: 'default' });

  const store = storePid(holdfast);
  process.kill(store, 'SIGKILL');
  await logged(holdfast, 'the store runs', 2);
  expect(storePid(holdfast)).not.toBe(store);
  const newest = await gatewayUrl(holdfast, 2);
  await waitFor('the gateway to be ready again', () => ready(newest), 60_000);
});

test('wrong settings of all parts are told at once, and nothing is started', PATIENCE, async () => {
  using place = makePlace();
  const env = { PORT: 'abc', HOLDFAST_CONCURRENCY: '0', HOLDFAST_ROOTS: 'relative', HOLDFAST_HOME: 'nowhere' };
  await using holdfast = runHoldfast(place, { env });
  expect(await holdfast.ended).toEqual({ code: 1, signal: null });
  const told = holdfast.said().split('\n').slice(1).filter(Boolean);
  const names = new Set(told.map((line) => line.trim().split(':')[0]));
  expect(names).toEqual(new Set(['HOLDFAST_CONCURRENCY', 'HOLDFAST_HOME', 'HOLDFAST_ROOTS.0', 'PORT']));
  expect(told).toHaveLength(names.size);
});

test('a second start on the same home, or on the same port, says so and ends with 1', PATIENCE, async () => {
  using place = makePlace();
  await using holdfast = await startHoldfast(place);
  await using sameHome = runHoldfast(place);
  expect(await sameHome.ended).toEqual({ code: 1, signal: null });
  expect(sameHome.said()).toContain(`Holdfast already runs on ${place.home}.`);

  using other = makePlace();
  const { port } = new URL(await gatewayUrl(holdfast));
  await using samePort = runHoldfast(other, { env: { PORT: port } });
  expect(await samePort.ended).toEqual({ code: 1, signal: null });
  expect(samePort.said()).toContain(`The gateway cannot listen on port ${port}`);
  expect(processesOf(other)).toEqual([]);
  expect(await ready(await gatewayUrl(holdfast))).toBe(true);
});

test.each(['gateway/main.ts', 'worker/main.ts'])(
  '%s alone without a store says what to do and ends with 1',
  async (main) => {
    using place = makePlace();
    await using part = runHoldfast(place, { command: [process.execPath, join(ROOT, main)] });
    expect(await part.ended).toEqual({ code: 1, signal: null });
    expect(part.said()).toContain(`No store runs under ${place.home}.`);
    expect(part.said()).toContain('Run npm start');
  },
);

test(
  'the first start tells to keep a copy of the master key, and where the administrator’s token is',
  PATIENCE,
  async () => {
    using place = makePlace();
    await using holdfast = await startHoldfast(place);
    const warnings = holdfast.log.filter((line) => line['level'] === 40).map((line) => String(line['msg']));
    expect(warnings.filter((text) => text.includes(join(place.home, 'master.key')))).toHaveLength(1);
    expect(warnings.filter((text) => text.includes(join(place.home, 'admin-token')))).toHaveLength(1);
    expect(await whoAmI(holdfast, place)).toEqual({ data: { viewer: { name: 'admin', role: 'ADMIN' } } });
  },
);

function storePid(holdfast: HoldfastProcess): number {
  return Number(holdfast.log.findLast((line) => line['msg'] === 'the store runs')?.['pid']);
}

async function ready(url: string): Promise<boolean> {
  const answer = await fetch(new URL('/ready', url)).catch(() => undefined);
  return answer?.status === 200;
}

async function whoAmI(holdfast: HoldfastProcess, place: Place): Promise<unknown> {
  const token = readFileSync(join(place.home, 'admin-token'), 'utf8').trim();
  const response = await fetch(await gatewayUrl(holdfast), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { name role } }' }),
  });
  return response.json();
}
