import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { logTail, pruneLog } from './log-files.ts';
import { findPlace, type StorePlace } from './place.ts';

async function newPlace(): Promise<StorePlace> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-log-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const place = await findPlace(home);
  mkdirSync(place.log, { recursive: true });
  return place;
}

const hours = ['01', '02', '03', '04', '05', '06', '07'];

test('of many log files the five newest stay, and files that are not logs too', async () => {
  const place = await newPlace();
  for (const hour of hours) writeFileSync(join(place.log, `server-20261122T${hour}0000.log`), '');
  writeFileSync(join(place.log, 'notes.txt'), '');
  await pruneLog(place);
  expect(readdirSync(place.log).toSorted()).toEqual([
    'notes.txt',
    ...hours.slice(2).map((hour) => `server-20261122T${hour}0000.log`),
  ]);
});

test('the tail is the end of the start log and of the newest log, at most 20 lines each', async () => {
  const place = await newPlace();
  writeFileSync(place.startLog, 'started\n');
  writeFileSync(join(place.log, 'server-20261122T010000.log'), 'old\n');
  writeFileSync(
    join(place.log, 'server-20261122T020000.log'),
    Array.from({ length: 5000 }, (_, n) => `line ${n}\n`).join(''),
  );
  const lines = (await logTail(place)).split('\n');
  expect(lines[0]).toBe('started');
  expect(lines.at(-1)).toBe('line 4999');
  expect(lines.length).toBeLessThanOrEqual(21);
  expect(lines).not.toContain('old');
});

test('a store that never said anything has an empty tail, and a link in its log folder is not followed', async () => {
  const place = await newPlace();
  expect(await logTail(place)).toBe('');
  symlinkSync('/etc/passwd', join(place.log, 'server-20261122T010000.log'));
  expect(await logTail(place)).toBe('');
});
