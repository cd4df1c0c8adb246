import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import {
  defaultHome,
  folderSetting,
  foldersSetting,
  readSettings,
  SettingsError,
  type Environment,
} from './settings.ts';

const schema = z.object({
  PORT: z.coerce.number().int().max(65_535).default(4400),
  HOME_FOLDER: folderSetting,
  TOKEN: z.string().min(10),
});

function problemsOf(environment: Environment): readonly string[] {
  try {
    readSettings(schema, environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

function file(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'secret'), content);
  return join(folder, 'secret');
}

test('all that is wrong is told at once, each with the name of its setting', () => {
  const problems = problemsOf({ PORT: 'many', HOME_FOLDER: 'relative', TOKEN_FILE: '/does/not/exist' });
  expect(problems.filter((problem) => problem.startsWith('PORT: '))).toHaveLength(1);
  expect(problems).toContain('HOME_FOLDER: must be an absolute path');
  expect(problems.filter((problem) => problem.startsWith('TOKEN_FILE: /does/not/exist cannot be read'))).toHaveLength(
    1,
  );
});

test('the error’s message lists every problem', () => {
  const problems = problemsOf({});
  expect(problems).toHaveLength(2);
  for (const problem of problems) expect(new SettingsError(problems).message).toContain(problem);
});

test('a value never shows in a problem: it may be a secret', () => {
  expect(problemsOf({ HOME_FOLDER: 'hunter2', TOKEN: 'hunter2' }).join()).not.toContain('hunter2');
});

test('an empty variable counts as unset', () => {
  expect(readSettings(schema, { PORT: '', HOME_FOLDER: '/srv', TOKEN: '0123456789' }).PORT).toBe(4400);
  expect(problemsOf({ HOME_FOLDER: '/srv', TOKEN: '' })).toHaveLength(1);
});

test('a setting may come from the file that …_FILE names, without the new line at its end', () => {
  const settings = readSettings(schema, { HOME_FOLDER: '/srv', TOKEN_FILE: file('0123456789\n') });
  expect(settings.TOKEN).toBe('0123456789');
});

test('a setting that is given goes before its file, which need not even exist', () => {
  const settings = readSettings(schema, { HOME_FOLDER: '/srv', TOKEN: '0123456789', TOKEN_FILE: '/does/not/exist' });
  expect(settings.TOKEN).toBe('0123456789');
});

test('a setting that may be left out may still not name a file that cannot be read', () => {
  const environment = { HOME_FOLDER: '/srv', TOKEN: '0123456789', PORT_FILE: '/does/not/exist' };
  expect(problemsOf(environment)).toHaveLength(1);
});

test('variables that are no settings are ignored', () => {
  expect(readSettings(schema, { HOME_FOLDER: '/srv', TOKEN: '0123456789', PATH: '/bin' })).toEqual({
    PORT: 4400,
    HOME_FOLDER: '/srv',
    TOKEN: '0123456789',
  });
});

test('folders are parted by colons and each must be absolute', () => {
  expect(foldersSetting.parse('/a:/b c::')).toEqual(['/a', '/b c']);
  expect(foldersSetting.safeParse('/a:b').success).toBe(false);
});

test('root keeps its home under /var/lib, everybody else under XDG_DATA_HOME', () => {
  expect(defaultHome({ XDG_DATA_HOME: '/data' }, 0)).toBe('/var/lib/holdfast');
  expect(defaultHome({ XDG_DATA_HOME: '/data' }, 1000)).toBe('/data/holdfast');
  expect(defaultHome({}, 1000)).toMatch(/^\/.*\/\.local\/share\/holdfast$/);
});
