import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ask, newHome, PATIENCE, startStore } from './stores.ts';

test('a restart keeps the data, the passwords and the port', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  const first = await startStore({ home, throwAway: true });
  await ask(first.ownerUrl, 'create table kept as select 7 as n');
  await first.stop();
  const second = await startStore({ home, throwAway: true });
  expect(second.ownerUrl).toBe(first.ownerUrl);
  expect(await ask(second.ownerUrl, 'select n from kept')).toEqual([{ n: 7 }]);
});

test(
  'a remembered port that is taken is exchanged, a port that was asked for is not',
  { timeout: PATIENCE },
  async () => {
    const home = await newHome();
    const first = await startStore({ home, throwAway: true });
    await first.stop();
    const thief = createServer().listen(first.port, '127.0.0.1');
    onTestFinished(() => void thief.close());
    await once(thief, 'listening');
    await expect(startStore({ home, port: first.port })).rejects.toMatchObject({ code: 'STORE_PORT_TAKEN' });
    const second = await startStore({ home });
    expect(second.port).not.toBe(first.port);
    expect(await ask(second.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);

test('durability belongs to the data: asking for throw-away later changes nothing', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  await (await startStore({ home })).stop();
  const again = await startStore({ home, throwAway: true });
  expect(await ask(again.ownerUrl, 'show fsync')).toEqual([{ fsync: 'on' }]);
});

test('a throw-away store started as if it were durable is told of', { timeout: PATIENCE }, async () => {
  const home = await newHome();
  await (await startStore({ home, throwAway: true })).stop();
  const told: { facts: object; message: string }[] = [];
  await startStore({ home }, told);
  expect(told.map(({ message }) => message)).toContain('this store runs without fsync');
});

const stale = [
  { what: 'is empty, as after a power cut', text: () => '' },
  {
    what: 'names a pid that now belongs to another program',
    text: (pid: number, data: string) => `${pid}\n${data}\n1\n5432\n\n\n\nready\n`,
  },
];

test.each(stale)(
  'a stale postmaster.pid that $what does not block a start',
  { timeout: PATIENCE },
  async ({ text }) => {
    const home = await newHome();
    const data = join(home, 'store', 'data');
    await (await startStore({ home, throwAway: true })).stop();
    const { uid, gid } = statSync(data);
    const stranger = spawn('sleep', ['600'], { uid, gid });
    onTestFinished(() => void stranger.kill());
    await once(stranger, 'spawn');
    writeFileSync(join(data, 'postmaster.pid'), text(stranger.pid ?? 0, data));
    const again = await startStore({ home, throwAway: true });
    expect(await ask(again.appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(stranger.exitCode ?? stranger.signalCode).toBeNull();
  },
);
