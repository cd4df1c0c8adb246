import { expect, test } from 'vitest';
import { NewestFirst } from './newest-first.ts';

test('what an older choice finds out late does not overwrite what a newer one shows', async () => {
  const renderings = new NewestFirst();
  const [older, newer] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const shown: string[] = [];
  const show = (at: string, until: Promise<void>) =>
    renderings.run({ of: 'V1', at }, async (isNewest) => {
      await until;
      if (isNewest()) shown.push(at);
    });
  const both = [show('1700000000.000100', older.promise), show('1700000000.000200', newer.promise)];
  newer.resolve();
  await both[1];
  older.resolve();
  await both[0];
  expect(shown).toEqual(['1700000000.000200']);
});

test('choices that arrive in the wrong order count by when they were made', async () => {
  const renderings = new NewestFirst();
  const gate = Promise.withResolvers<void>();
  const shown: string[] = [];
  const show = (at: string) =>
    renderings.run({ of: 'V1', at }, async (isNewest) => {
      await gate.promise;
      if (isNewest()) shown.push(at);
    });
  const both = [show('2.000000'), show('1.000000')];
  gate.resolve();
  await Promise.all(both);
  expect(shown).toEqual(['2.000000']);
});

test('another view, and a view that is done, are not held up', async () => {
  const renderings = new NewestFirst();
  const shown: string[] = [];
  const show = (of: string, at: string) =>
    renderings.run({ of, at }, async (isNewest) => {
      await Promise.resolve();
      if (isNewest()) shown.push(of + at);
    });
  await Promise.all([show('V1', '9'), show('V2', '1')]);
  await show('V1', '2');
  expect(shown).toEqual(['V19', 'V21', 'V12']);
});
