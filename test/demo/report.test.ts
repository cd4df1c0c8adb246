import { expect, test } from 'vitest';
import { Recorder } from './report.ts';
import { table } from './table.ts';

const GOOD = { compared: 2, differences: [] };
const BAD = { compared: 2, differences: ['"a" is missing'] };

async function recorded(...comparisons: (typeof GOOD | typeof BAD)[]) {
  const said: string[] = [];
  const recorder = new Recorder((line) => said.push(line));
  await recorder.step('backup', 'It is backed up', async (note) => note({ bytes: 3_000_000, storedBytes: 1_000_000 }));
  comparisons.forEach((comparison, index) => recorder.compared(`c${index}`, `thing ${index}`, comparison));
  return { recorder, said };
}

test('the story held only if it came to its end, something was compared, and all of it was the same', async () => {
  expect((await recorded(GOOD, GOOD)).recorder.report('COMPLETED').held).toBe(true);
  expect((await recorded(GOOD, BAD)).recorder.report('COMPLETED').held).toBe(false);
  expect((await recorded()).recorder.report('COMPLETED').held).toBe(false);
  expect((await recorded(GOOD)).recorder.report('INTERRUPTED').held).toBe(false);
  expect((await recorded(GOOD)).recorder.report('FAILED', new Error('no')).held).toBe(false);
});

test('a failure says at which step and why', async () => {
  const { recorder } = await recorded(GOOD);
  const failing = recorder.step('restore', 'It is restored', () => Promise.reject(new Error('the disk is full')));
  await expect(failing).rejects.toThrow('the disk is full');
  expect(recorder.report('FAILED', new Error('the disk is full')).failure).toEqual({
    step: 'It is restored',
    message: 'the disk is full',
  });
});

test('a comparison that does not hold is seen as it is made, and in the table', async () => {
  const { recorder, said } = await recorded(GOOD, BAD);
  expect(said.join('\n')).toContain('NOT THE SAME: thing 1');
  expect(said.join('\n')).toContain('"a" is missing');
  const shown = table(recorder.report('COMPLETED'));
  expect(shown).toContain('held    thing 0');
  expect(shown).toContain('BROKEN  thing 1');
  expect(shown).toContain('1 of the comparisons did NOT hold');
  expect(shown).toMatch(/It is backed up\s+3 MB .*\/s\s+1 MB/);
});
