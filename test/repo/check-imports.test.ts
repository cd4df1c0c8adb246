import { expect, test } from 'vitest';
import { checkImports } from './check-imports.ts';
import { IMPORT_RULES } from './import-rules.ts';
import type { Violation } from './violation.ts';

const DB_EXPORTS =
  '{ "exports": { "./clock": "./clock.ts", "./schema": "./schema/index.ts", "./services/*": "./services/*.ts", "./queries/*": "./queries/*.ts" } }';
const OPEN_EXPORTS = '{ "exports": { "./*": "./*.ts" } }';
const MANIFESTS = {
  'db/package.json': DB_EXPORTS,
  'gateway/package.json': OPEN_EXPORTS,
  'worker/package.json': OPEN_EXPORTS,
  'bot/package.json': OPEN_EXPORTS,
  'test/package.json': OPEN_EXPORTS,
};

function check(files: Record<string, string>): Violation[] {
  return checkImports(new Map(Object.entries({ ...MANIFESTS, ...files })), IMPORT_RULES);
}

function rulesBrokenBy(files: Record<string, string>): string[] {
  return check(files).map(({ file, rule }) => `${file}: ${rule}`);
}

/** A file, a line in it that must be refused, and a part of the rule that refuses it. */
const REFUSED: readonly [string, string, string][] = [
  ['db/domain/job.ts', "import fs from 'node:fs';", 'not node:fs'],
  ['db/domain/job.ts', "import { sql } from 'drizzle-orm';", 'not npm:drizzle-orm'],
  ['db/domain/job.ts', "import type { Row } from '../schema/jobs.ts';", 'not db/schema/jobs.ts'],
  ['db/domain/job.test.ts', "import { jobs } from '../schema/jobs.ts';", 'not db/schema/jobs.ts'],
  ['db/sources/files.ts', "import { jobs } from '../schema/jobs.ts';", 'not db/schema/jobs.ts'],
  ['db/schema/jobs.ts', "import { findJob } from '../queries/jobs.ts';", 'may not import db/queries/jobs.ts'],
  [
    'db/queries/jobs.ts',
    "import { cancel } from '../services/job/cancel.ts';",
    'may not import db/services/job/cancel.ts',
  ],
  [
    'db/queues/boss.ts',
    "export { cancel } from '../services/job/cancel.ts';",
    'may not import db/services/job/cancel.ts',
  ],
  [
    'db/events/record.ts',
    "import { cancel } from '../services/job/cancel.ts';",
    'may not import db/services/job/cancel.ts',
  ],
  ['db/store/start.ts', "import { jobs } from '../schema/index.ts';", 'may not import db/schema/index.ts'],
  ['db/client.ts', "import { run } from '@holdfast/worker/runner';", 'not worker/runner.ts'],
  ['gateway/server.ts', "import { PgBoss } from 'pg-boss';", 'may not import npm:pg-boss'],
  ['gateway/server.ts', "import { home } from '@holdfast/bot/ui/home';", 'not bot/ui/home.ts'],
  ['worker/backup/commit.ts', "import postgres from 'postgres';", 'may not import npm:postgres'],
  ['worker/runner.ts', "import { jobs } from '@holdfast/db/schema';", 'may not import db/schema/index.ts'],
  ['worker/runner.ts', "export * from '@slack/bolt';", 'may not import npm:@slack/bolt'],
  ['worker/runner.ts', "const { WebClient } = await import('@slack/web-api');", 'may not import npm:@slack/web-api'],
  ['worker/runner.ts', "type Client = import('@slack/web-api').WebClient;", 'may not import npm:@slack/web-api'],
  ['worker/notify/send.ts', "import { app } from '@holdfast/bot/app';", 'not bot/app.ts'],
  ['worker/vault/args.ts', "import { now } from '@holdfast/db/clock';", 'not db/clock.ts'],
  ['worker/snapshots/btrfs.ts', "import { spawn } from '../process/spawn.ts';", 'not worker/process/spawn.ts'],
  [
    'worker/notify/send.ts',
    "import { vault } from '../vault/repository.ts';",
    'may not import worker/vault/repository.ts',
  ],
  ['gateway/server.ts', "import { WebClient } from '@slack/web-api';", 'may not import npm:@slack/web-api'],
  [
    'worker/sources/files/driver.ts',
    "import { finish } from '@holdfast/db/services/job/finish';",
    'may not import db/services/job/finish.ts',
  ],
  ['bot/app.ts', "import { now } from '@holdfast/db/clock';", 'not db/clock.ts'],
  ['bot/ui/home.ts', "import { client } from '../gateway/client.ts';", 'not bot/gateway/client.ts'],
  ['bot/ui/home.ts', "import type { View } from '@slack/types';", 'not npm:@slack/types'],
  ['worker/runner.ts', "import { world } from '@holdfast/test/kit/world';", 'may not import test/kit/world.ts'],
  ['bot/app.ts', "import { now } from '../db/clock.ts';", 'leaves its workspace'],
  ['worker/runner.ts', "import { seal } from '@holdfast/db/sealing';", "not in the package's exports"],
  ['worker/runner.ts', 'await import(name);', 'no computed import'],
];

test.each(REFUSED)('in %s this is refused: %s', (file, line, rule) => {
  expect(rulesBrokenBy({ [file]: line })).toContainEqual(expect.stringContaining(rule));
});

test('each rule has a case above that only it refuses in these words', () => {
  const reasons = new Set(REFUSED.flatMap(([file, line]) => check({ [file]: line }).map(({ reason }) => reason)));

  expect(IMPORT_RULES.filter(({ why }) => !reasons.has(why))).toEqual([]);
});

test('a circle of imports is told once, with its way', () => {
  const broken = rulesBrokenBy({
    'db/services/a.ts': "import { b } from './b.ts';",
    'db/services/b.ts': "import { c } from './c.ts';",
    'db/services/c.ts': "export { a } from './a.ts';",
    'db/services/d.ts': "import { a } from './a.ts';",
  });

  const way = 'db/services/a.ts → db/services/b.ts → db/services/c.ts → db/services/a.ts';
  expect(broken).toEqual([`db/services/a.ts: import cycle ${way}`]);
});

test('what the design allows passes: each folder inside its bounds, tests with their tools, circles of types', () => {
  const broken = rulesBrokenBy({
    'db/domain/job.ts': "import { z } from 'zod'; import type { Id } from './ids.ts';",
    'db/domain/ids.ts': "import { v7 } from 'uuid'; import type { Job } from './job.ts';",
    'db/domain/job.test.ts':
      "import { test } from 'vitest'; import fc from 'fast-check'; import { job } from './job.ts';",
    'db/services/job/cancel.ts':
      "import { jobs } from '../../schema/index.ts'; import { find } from '../../queries/jobs.ts';",
    'gateway/schema/job.ts': "import { jobs } from '@holdfast/db/schema'; import { eq } from 'drizzle-orm';",
    'worker/runner.ts': "import { cancel } from '@holdfast/db/services/job/cancel'; import { PgBoss } from 'pg-boss';",
    'worker/notify/send.ts':
      "import { message } from '@holdfast/bot/ui/messages/job'; import { WebClient } from '@slack/web-api';",
    'worker/vault/args.ts':
      "import { spawn } from 'node:child_process'; import { z } from 'zod'; import './exit-codes.ts';",
    'bot/ui/home.ts': "import { limits } from './limits.ts';",
    'test/e2e/restore.test.ts':
      "import { cancel } from '@holdfast/db/services/job/cancel'; import { run } from '@holdfast/worker/runner';",
  });

  expect(broken).toEqual([]);
});

test('a word in a comment or a text is not an import', () => {
  expect(
    rulesBrokenBy({ 'db/domain/job.ts': "// import 'node:fs'\nexport const help = `import x from 'pg-boss'`;" }),
  ).toEqual([]);
});
