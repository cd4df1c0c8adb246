import { expect, test } from 'vitest';
import type { BackupErrors } from '../vault/backup-verdict.ts';
import { warningsFrom } from './journal.ts';

const NOTHING: BackupErrors = {
  ...{ count: 0, first: [], storedAgain: { count: 0, first: [] }, repositoryDamaged: false, file: '/journal' },
};

const again = (item: string) => ({ item, during: 'archival', message: 'parts of it; storing the file again' });

test('what the vault had lost is one warning of all the files that were stored again, and promises no earlier point', () => {
  const first = Array.from({ length: 100 }, (_, n) => again(`folder/${n}`));
  const lost = { item: '/gone', during: 'archival', message: 'lstat /gone: no such file or directory' };
  const storedAgain = { count: 31_000, first };
  const warnings = warningsFrom(
    { ...NOTHING, count: 31_001, first: [lost], storedAgain, repositoryDamaged: true },
    '/data',
  );
  expect(warnings).toMatchObject({ count: 2, file: '/journal' });
  expect(warnings.first).toEqual([
    {
      code: 'STORED_AGAIN',
      message:
        'Parts of 31000 files were missing in the vault and stored again: this point is whole. A check of the vault follows by itself and tells which earlier points are whole, unless all of it was read within a day.',
      subject: '/data/folder/0, /data/folder/1, /data/folder/2 and 30997 more',
    },
    { code: 'FILE_VANISHED', message: lost.message, subject: '/gone' },
  ]);
});

test('one file that was stored again is named, and one without a name is not', () => {
  const one = (item: string) => ({ ...NOTHING, count: 1, storedAgain: { count: 1, first: [again(item)] } });
  const [named, nameless] = [warningsFrom(one('/a')), warningsFrom(one(''))];
  expect(named).toMatchObject({ count: 1, first: [{ subject: '/a' }] });
  expect(named.first[0]?.message).toContain('Parts of a file were missing');
  expect(nameless.first[0]).not.toHaveProperty('subject');
});

test('damage of what is not stored again is told too', () => {
  const warnings = warningsFrom({ ...NOTHING, repositoryDamaged: true });
  expect(warnings).toMatchObject({ count: 1, first: [{ code: 'REPOSITORY_DAMAGED' }] });
});
