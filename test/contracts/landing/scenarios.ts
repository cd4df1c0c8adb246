import { chmodSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import type { Orders } from './orders.ts';
import { OLD_TIME, type Yard } from './yard.ts';

/** A restore as it may come, for every way a swap can go. `build` makes what is there and says what is asked. */
export interface Scenario {
  readonly name: string;
  /** How the swap ends when nothing disturbs it. */
  readonly end: 'FINISHED' | 'UNDONE';
  /** Where it needs a disk; elsewhere memory does, and hundreds of runs need not wait for a disk to be synced. */
  readonly disk?: 'REAL';
  readonly build: (yard: Yard) => Orders;
}

/** A name that is no UTF-8, with a newline, quotes, a space and an emoji in it. */
const AWKWARD = Buffer.concat([Buffer.from([0xff, 0xe9, 0x0a, 0x22, 0x27, 0x20]), Buffer.from('\u{1f642}')]);

function writeAwkward(folder: string, content: string): void {
  mkdirSync(folder, { recursive: true });
  const path = Buffer.concat([Buffer.from(`${folder}/`), AWKWARD]);
  writeFileSync(path, content);
  utimesSync(path, OLD_TIME, OLD_TIME);
}

function writeNew(yard: Yard): void {
  yard.write({
    'source/both.txt': 'new',
    'source/folder/inside.txt': 'new',
    'source/link': { link: '/nowhere/at/all' },
    'source/turned': 'a file now',
  });
  writeAwkward(yard.path('source'), 'new');
  chmodSync(yard.path('source'), 0o750);
}

function writeOld(yard: Yard, at: string): void {
  yard.write({
    [`${at}/both.txt`]: 'old',
    [`${at}/folder/inside.txt`]: 'old',
    [`${at}/only-old.txt`]: 'old',
    [`${at}/turned/into/a/file`]: 'old',
  });
  writeAwkward(yard.path(at), 'old');
}

function writeLocked(yard: Yard): void {
  for (const [at, content] of [
    ['source', 'new'],
    ['root/data', 'old'],
  ] as const) {
    yard.write({ [`${at}/locked/file`]: content });
    chmodSync(yard.path(at, 'locked'), 0o555);
  }
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a folder is replaced',
    end: 'FINISHED',
    build(yard) {
      writeNew(yard);
      writeOld(yard, 'root/data');
      return yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE' });
    },
  },
  {
    name: 'the contents of a root are replaced',
    end: 'FINISHED',
    build(yard) {
      writeNew(yard);
      writeOld(yard, 'root');
      return yard.orders({ target: yard.root, conflict: 'REPLACE' });
    },
  },
  {
    name: 'chosen paths are replaced',
    end: 'FINISHED',
    build(yard) {
      yard.write({
        'source/both.txt': 'new',
        'source/folder/deeper/file': 'new',
        'source/missing/parents/of/this': 'new',
        'source/missing/parents/of/that': 'new',
      });
      writeOld(yard, 'root/data');
      const paths = [
        'both.txt',
        'folder/deeper',
        'folder/deeper/file',
        'missing/parents/of/this',
        'missing/parents/of/that',
      ];
      return yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths });
    },
  },
  {
    name: 'an empty folder gives way',
    end: 'FINISHED',
    build(yard) {
      writeNew(yard);
      yard.write({ 'root/a/data': null });
      return yard.orders({ target: yard.path('root/a/data') });
    },
  },
  {
    name: 'nothing is there, not even the parents',
    end: 'FINISHED',
    build(yard) {
      writeNew(yard);
      return yard.orders({ target: yard.path('root/a/b/data') });
    },
  },
  {
    name: 'a file in the middle cannot be moved',
    end: 'UNDONE',
    disk: 'REAL',
    build(yard) {
      writeNew(yard);
      writeOld(yard, 'root');
      yard.makeImmutable('root/only-old.txt');
      return yard.orders({ target: yard.root, conflict: 'REPLACE' });
    },
  },
  {
    name: 'folders that nobody may write to, by a user who is not root',
    end: 'FINISHED',
    build(yard) {
      writeLocked(yard);
      const uid = yard.giveAway();
      return yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths: ['locked'], uid });
    },
  },
  {
    name: 'folders that nobody may write to, taken back by a user who is not root',
    end: 'UNDONE',
    disk: 'REAL',
    build(yard) {
      writeLocked(yard);
      yard.write({ 'source/stuck': 'new', 'root/data/stuck': 'old' });
      const uid = yard.giveAway();
      yard.makeImmutable('root/data/stuck');
      return yard.orders({ target: yard.path('root/data'), conflict: 'REPLACE', paths: ['locked', 'stuck'], uid });
    },
  },
];
