import { expect, test } from 'vitest';
import { checkCode } from './check-code.ts';
import { checkFiles } from './check-files.ts';
import { checkVersions } from './check-versions.ts';
import { CODE_RULES } from './code-rules.ts';

function rulesBrokenBy(file: string, text: string): string[] {
  return checkCode(new Map([[file, text]]), CODE_RULES).map(({ line, rule }) => `${line}: ${rule}`);
}

const ENVIRONMENT = '1: only env.ts reads the environment';
const CLOCK = '1: only db/clock.ts reads the clock';
const WRITES = '1: the gateway never writes';
const SUITE = '1: no test is focused, skipped or left for later';
const SLEEP = '1: a test waits on a condition and never sleeps';
const MOCK = '1: no module is replaced in a test';

test.each([
  ['worker/runner.ts', 'const home = process.env.HOME;', ENVIRONMENT],
  ['worker/runner.ts', "const { HOME } = process['env'];", ENVIRONMENT],
  ['worker/runner.ts', "import { env as settings } from 'node:process';", ENVIRONMENT],
  ['worker/runner.ts', 'const at = Date.now();', CLOCK],
  ['worker/runner.ts', 'const at = new Date();', CLOCK],
  ['worker/runner.test.ts', 'const at = Date();', CLOCK],
  ['gateway/schema/job.ts', "import { jobs } from '@holdfast/db/schema'; client.update(jobs);", WRITES],
  ['gateway/schema/job.ts', "import * as tables from '@holdfast/db/schema'; client.delete(tables.jobs);", WRITES],
  ['gateway/schema/job.ts', 'await ctx.db.transaction(async (tx) => {});', WRITES],
  ['gateway/schema/job.ts', 'await db.insert(rows).values(row);', WRITES],
  ['db/a.test.ts', "test.only('a', () => {});", SUITE],
  ['db/a.test.ts', "describe.skip('a', () => {});", SUITE],
  ['db/a.test.ts', "test.each(rows).todo('a');", SUITE],
  ['db/a.test.ts', 'await new Promise((resolve) => setTimeout(resolve, 500));', SLEEP],
  ['db/a.test.ts', 'await new Promise((resolve) => { setTimeout(() => resolve(), 500); });', SLEEP],
  ['db/a.test.ts', 'await setTimeout(500);', SLEEP],
  ['db/a.test.ts', 'await timers.setTimeout(500);', SLEEP],
  ['db/a.test.ts', 'await sleep(500);', SLEEP],
  ['db/a.test.ts', "vi.mock('./clock.ts');", MOCK],
])('in %s this is refused: %s', (file, text, broken) => {
  expect(rulesBrokenBy(file, text)).toEqual([broken]);
});

test.each([
  ['worker/env.ts', 'export const home = process.env.HOME;'],
  ['worker/runner.ts', '// process.env is read in env.ts\nconst text = `process.env and Date.now()`;'],
  ['worker/runner.ts', 'const started = performance.now(); const at = new Date(row.createdAt);'],
  ['db/clock.ts', 'export const now = () => new Date();'],
  ['test/kit/clock.ts', 'export const now = () => Date.now();'],
  ['gateway/auth/token.ts', 'seen.delete(key); hash.update(text); const { only } = filter;'],
  ['db/services/job/create.ts', 'await db.insert(jobs).values(row);'],
  ['db/a.test.ts', "test('a', async () => { await expect.poll(count).toBe(1); rows.skip(3); });"],
  ['test/contracts/store.test.ts', "test.skipIf(!isRoot)('a', () => {});"],
  ['test/kit/wait-for.ts', 'await setTimeout(20);'],
])('in %s this passes: %s', (file, text) => {
  expect(rulesBrokenBy(file, text)).toEqual([]);
});

test('files outside the five folders, with names that tell nothing or with too many lines are refused', () => {
  const long = 'line\n'.repeat(301);
  const files = ['src/main.ts', 'db/utils.ts', 'worker/helpers/spawn.ts', 'bot/ui/homeView.ts'];
  const tree = new Map([
    ...files.map((file): [string, string] => [file, '']),
    ['db/long.ts', long],
    ['db/long.test.ts', long],
  ]);

  expect(checkFiles(tree).map(({ file }) => file)).toEqual([...files, 'db/long.ts']);
});

test.each(['^1.2.3', '~1.2.3', '1.x', '*', 'latest', '>=1.0.0', 'git+https://example.org/a.git', 'workspace:*'])(
  'the version %s is refused, 1.2.3 and 1.0.0-rc.5 are not',
  (version) => {
    const dependencies = { exact: '1.2.3', candidate: '1.0.0-rc.5', loose: version };
    const tree = new Map([['db/package.json', JSON.stringify({ optionalDependencies: dependencies })]]);

    expect(checkVersions(tree).map(({ rule }) => rule)).toEqual([`loose "${version}" is not an exact version`]);
  },
);
