import { expect, test } from 'vitest';
import type { Block } from '../blocks.ts';
import { allOf } from '../listed.ts';
import type { ErrorView, JobView, RestoreView } from '../views.ts';
import { jobHeadline, jobMessage } from './job.ts';
import { milestoneMessage } from './milestone.ts';
import { notInChannelMessage } from './private.ts';
import { replyMessage } from './reply.ts';

const QUEUED: JobView = {
  id: 'job_0199b2c3d4e5f60718293a4b5c6d7e8f',
  operation: 'BACKUP',
  status: 'QUEUED',
  subject: { kind: 'ITEM', name: 'orders' },
  sizeOf: 'FILES',
  requestedBy: { slackUserId: 'U0ADA', name: 'Ada' },
  createdAt: '2026-11-22T14:03:20Z',
  attempt: 0,
  maxAttempts: 3,
  warnings: { count: 0, first: [] },
  version: 1,
};
const RUNNING: JobView = {
  ...QUEUED,
  status: 'IN_PROGRESS',
  attempt: 1,
  startedAt: '2026-11-22T14:03:21Z',
  progress: {
    task: 'transfer to vault',
    percent: 43.2,
    bytesDone: 1_200_000_000,
    bytesTotal: 2_800_000_000,
    filesDone: 3_412,
    bytesPerSecond: 85_000_000,
    secondsRemaining: 38,
  },
};
const ENDED = { attempt: 1, startedAt: '2026-11-22T14:03:21Z', endedAt: '2026-11-22T14:04:33Z' } as const;
const DONE: JobView = {
  ...QUEUED,
  ...ENDED,
  status: 'COMPLETED',
  result: { sizeBytes: 2_800_000_000, storedBytes: 310_000_000, files: 3_412 },
};
const RESTORED: JobView = {
  ...QUEUED,
  ...ENDED,
  operation: 'RESTORE',
  status: 'COMPLETED',
  rtoSeconds: 3_600,
  result: {
    bytes: 2_800_000_000,
    files: 3_412,
    durationMs: 245_000,
    restoredTo: '/srv/orders',
    replacedKeptAt: '/srv/.holdfast-replaced/orders',
    replacedKeptUntil: '2026-11-29T14:04:33Z',
  },
};
const TROUBLE: ErrorView = {
  code: 'SOURCE_MISSING',
  message: 'The folder /srv/orders is gone.',
  cause: 'Nothing is there any more.',
  remedy: 'Bring the folder back, or change where the item is.',
  retryable: false,
  fault: 'USER',
};
const FAILED: JobView = { ...QUEUED, ...ENDED, status: 'FAILED', attempt: 3, error: TROUBLE };

test('a job that waits says so, and can be cancelled', () => {
  expect(shown(jobMessage(QUEUED, '1').blocks)).toMatchInlineSnapshot(`
    "🕓 *Backup of \`orders\`* waits for a worker
    asked for by <@U0ADA> · asked <!date^1795356200^{date_short_pretty} {time}|2026-11-22 14:03 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`
    [Cancel]"
  `);
});

const RETENTION: JobView = {
  ...QUEUED,
  operation: 'RETENTION',
  subject: { kind: 'VAULT', name: 'main' },
  requestedBy: { name: 'Holdfast' },
};
const RETAINED: JobView = {
  ...RETENTION,
  ...ENDED,
  status: 'COMPLETED',
  result: { expired: 12, returned: 1, removed: 3, removedBytes: 40_000_000 },
};

test('retention names its vault and tells how many points expired, came back and were removed', () => {
  expect(shown(jobMessage(RETAINED, '1').blocks)).toMatchInlineSnapshot(`
    "✅ *Retention of vault \`main\`* is done
    12 points expired, 1 brought back, 3 removed (40 MB stored) · took 1 min 12 s
    asked for by \`Holdfast\` · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`"
  `);
  expect(jobMessage(RETENTION, '1').text).toBe('🕓 Retention of vault `main` waits for a worker');
});

test.each([
  [{ expired: 1, returned: 0, removed: 0, removedBytes: 0 }, '1 point expired'],
  [{ expired: 0, returned: 2, removed: 1, removedBytes: 1_000 }, '2 points brought back, 1 removed (1 kB stored)'],
  [{ expired: 0, returned: 0, removed: 1_204, removedBytes: 0 }, '1,204 points removed (0 B stored)'],
  [{ expired: 0, returned: 0, removed: 0, removedBytes: 0 }, 'nothing expired, nothing was removed'],
])('retention tells only what it did: %j', (result, numbers) => {
  expect(jobMessage({ ...RETAINED, result }, '1').text).toBe(
    `✅ Retention of vault \`main\` is done: ${numbers} · took 1 min 12 s`,
  );
});

const CHECKED = { shares: 1, damaged: 0, healed: 0, missing: 0, adopted: 0, stillDamaged: 0, stillMissing: 0 };

test.each([
  [CHECKED, '1 share read, every point is whole, as far as is known'],
  [{ ...CHECKED, sharesOf: 30 }, 'read 1 of 30 shares of the data, every point is whole, as far as is known'],
  [{ ...CHECKED, shares: 30, sharesOf: 30 }, 'read all of the data, every point is whole, as far as is known'],
  [
    { ...CHECKED, shares: 0, healed: 2 },
    'structure checked, none of the data read, 2 points whole again, every point is whole, as far as is known',
  ],
  [
    { ...CHECKED, shares: 7, damaged: 3, stillDamaged: 3 },
    '7 shares read, 3 points found damaged, 3 points are not whole',
  ],
  [
    { ...CHECKED, missing: 1, adopted: 4, stillMissing: 1 },
    '1 share read, 1 point found missing, 4 points put into the catalogue, 1 point is not whole',
  ],
])('a check tells what it found and what is still wrong: %j', (result, numbers) => {
  expect(jobMessage({ ...RETAINED, operation: 'VERIFY', result }, '1').text).toBe(
    `✅ Check of vault \`main\` is done: ${numbers} · took 1 min 12 s`,
  );
});

test('to stop a check takes nothing back, and nobody is told that it does', () => {
  for (const status of ['IN_PROGRESS', 'CANCELLING', 'CANCELLED'] as const) {
    const blocks = JSON.stringify(jobMessage({ ...RETENTION, operation: 'VERIFY', attempt: 1, status }, '1').blocks);
    expect(blocks).not.toMatch(/taken back|left behind/);
  }
});

test('to stop retention takes nothing back, and nobody is told that it does', () => {
  const stages = (['IN_PROGRESS', 'CANCELLING', 'CANCELLED'] as const).map((status) => {
    return JSON.stringify(jobMessage({ ...RETENTION, attempt: 1, status }, '1').blocks);
  });
  expect(stages[0]).toContain('Cancel this retention?');
  expect(stages[0]).toContain('What it did until then stays done');
  expect(stages[1]).toContain('It stops after the step it is at.');
  expect(stages[2]).toContain('What it did until then stays done');
  expect(stages.join('')).not.toMatch(/taken back|left behind/);
});

test.each([
  [
    { freedBytes: 12e9, afterBytes: 40e9, blockedMs: 40_000 },
    '12 GB freed, 40 GB stored now · kept others waiting for 40 s at most',
  ],
  [{ freedBytes: 0, afterBytes: 40e9, blockedMs: 0 }, 'nothing was freed, 40 GB stored now'],
])('a clean-up names its vault and tells what it freed and for how long it was in the way: %j', (result, numbers) => {
  const view: JobView = { ...RETAINED, operation: 'PRUNE', result };
  expect(jobMessage(view, '1').text).toBe(`✅ Clean-up of vault \`main\` is done: ${numbers} · took 1 min 12 s`);
});

test('to stop a clean-up takes nothing back, and nobody is told that it does', () => {
  const stages = (['IN_PROGRESS', 'CANCELLING', 'CANCELLED'] as const).map((status) => {
    return JSON.stringify(jobMessage({ ...RETENTION, operation: 'PRUNE', attempt: 1, status }, '1').blocks);
  });
  expect(stages[0]).toContain('Cancel this clean-up?');
  expect(stages[2]).toContain('What it freed until then stays freed');
  expect(stages.join('')).not.toMatch(/taken back|left behind/);
});

test('a running job shows how far it is, how fast and how long still', () => {
  expect(shown(jobMessage(RUNNING, '1').blocks)).toMatchInlineSnapshot(`
    "🔄 *Backup of \`orders\`* is running
    ▓▓▓▓░░░░░░ 43 % · transfer to vault · 1.2 GB of 2.8 GB · 3,412 files · 85 MB/s · about 40 s left
    asked for by <@U0ADA> · started <!date^1795356201^{date_short_pretty} {time}|2026-11-22 14:03 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`
    [Cancel]"
  `);
});

test('a finished backup shows its size, what was stored of it and how long it took', () => {
  expect(shown(jobMessage(DONE, '1').blocks)).toMatchInlineSnapshot(`
    "✅ *Backup of \`orders\`* is done
    2.8 GB in 3,412 files · 310 MB stored after deduplication · took 1 min 12 s
    asked for by <@U0ADA> · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`"
  `);
});

test('a backup that was rebuilt from its vault counts no warning: what it could not read is not known', () => {
  const first = [{ code: 'REBUILT_FROM_VAULT', message: 'This point was found in its vault.' }];
  const view: JobView = { ...DONE, status: 'COMPLETED_WITH_WARNINGS', warnings: { count: 1, first } };
  expect(jobHeadline(view)).toBe(
    '⚠️ *Backup of `orders`* is done; what it could not read, if anything, is not known: rebuilt from the vault',
  );
});

test('a backup with warnings shows the first and how many there are', () => {
  const first = ['a', 'b', 'c', 'd'].map((name) => ({ message: 'This could not be read.', subject: `/srv/${name}` }));
  const view: JobView = { ...DONE, status: 'COMPLETED_WITH_WARNINGS', warnings: { count: 1_204, first } };
  expect(shown(jobMessage(view, '1').blocks)).toMatchInlineSnapshot(`
    "⚠️ *Backup of \`orders\`* is done, with 1,204 warnings
    2.8 GB in 3,412 files · 310 MB stored after deduplication · took 1 min 12 s
    • This could not be read. (/srv/a)
    • This could not be read. (/srv/b)
    • This could not be read. (/srv/c)
    … and 1,201 more
    asked for by <@U0ADA> · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`"
  `);
});

test('a finished restore shows where it is, its time against the objective, and where what it replaced is kept', () => {
  expect(shown(jobMessage(RESTORED, '1').blocks)).toMatchInlineSnapshot(`
    "✅ *Restore of \`orders\`* is done
    2.8 GB in 3,412 files · took 4 min 5 s, within the objective of 1 h
    It is at \`/srv/orders\`
    What it replaced is kept at \`/srv/.holdfast-replaced/orders\` until <!date^1795961073^{date_short_pretty} {time}|2026-11-29 14:04 UTC>
    asked for by <@U0ADA> · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`"
  `);
});

const SHOP = 'postgresql://db:5432/shop';

test('of restored databases the tables are counted, and the size is said to be that of their dumps', () => {
  const result = { bytes: 300_000_000, tables: 14, durationMs: 9_000, restoredTo: SHOP };
  const restored = { ...RESTORED, sizeOf: 'DUMPS', result } as const;
  expect(shown(jobMessage({ ...restored, restore: { place: SHOP, database: 'shop' } }, '1').blocks)).toContain(
    '14 tables from a dump of 300 MB · took 9 s, within the objective of 1 h\nRestored into database `shop` on `db:5432`',
  );
  const all = { ...restored, restore: { place: 'postgresql://db:5432' } };
  expect(shown(jobMessage(all, '1').blocks)).toContain('14 tables from dumps of 300 MB');
  const asFiles = { ...all, result: { bytes: 300_000_000, files: 4, restoredTo: '/srv/dumps' } };
  expect(shown(jobMessage(asFiles, '1').blocks)).toContain('dumps of 300 MB in 4 files');
});

test('of backed up databases the tables are counted, and the size is said to be that of their dumps', () => {
  const sizes = { sizeBytes: 300_000_000, storedBytes: 40_000_000 };
  const numbers = (result: JobView['result']) =>
    shown(jobMessage({ ...DONE, sizeOf: 'DUMPS', result }, '1').blocks).split('\n')[1];
  expect(numbers({ ...sizes, tables: 14 })).toContain('14 tables in dumps of 300 MB · 40 MB stored after');
  expect(numbers({ ...sizes, files: 4 })).toContain('dumps of 300 MB · 40 MB stored after');
});

test.each<[RestoreView, string, string]>([
  [{ place: '/srv/orders' }, 'All of it', ', to `/srv/orders`'],
  [
    { place: '/srv/orders', takenAt: '2026-11-20T14:03:20Z' },
    'All of it, from the point of <!date^1795183400^{date_short_pretty} {time}|2026-11-20 14:03 UTC>',
    ', to `/srv/orders`',
  ],
  [
    { place: 'postgresql://db:5432', databases: { first: ['a', 'b', 'c', 'd'], count: 9 } },
    'All of it: databases `a`, `b`, `c` and 6 more',
    ', into server `db:5432`',
  ],
  [{ place: 'postgresql://db:5432', databases: allOf(['a']) }, 'All of it: database `a`', ', into server `db:5432`'],
  [{ place: 'postgresql://db:5432', databases: allOf([]) }, 'All of it', ', into server `db:5432`'],
  [
    { place: '/srv/x', paths: { first: ['a', 'b/my_c', 'd'], count: 9 } },
    'Paths `a`, `b/my_c`, `d` and 6 more',
    ', to `/srv/x`',
  ],
  [{ place: SHOP, database: 'shop' }, 'Database `shop`', ', into database `shop` on `db:5432`'],
  [
    { place: SHOP, database: 'shop', tables: { first: ['public.orders'], count: 1 } },
    'Table `public.orders` of database `shop`',
    ', into database `shop` on `db:5432`',
  ],
])('a restore says what it is of and where to, and once it is done what was restored: %#', (restore, what, whereTo) => {
  const running = jobMessage({ ...RESTORED, status: 'IN_PROGRESS', result: undefined, restore }, '1');
  expect(shown(running.blocks)).toContain(`is running\n${what}${whereTo}\n`);
  const failed = jobMessage({ ...FAILED, operation: 'RESTORE', restore }, '1');
  expect(shown(failed.blocks)).toContain(`failed\n${what}${whereTo}\n`);
  const done = shown(jobMessage({ ...RESTORED, restore }, '1').blocks);
  expect(done).toContain(`is done\n${what}\n2.8 GB in 3,412 files`);
  expect(shown(replyMessage({ ...RESTORED, restore }).blocks)).toContain(`is done\n${what}\n`);
});

test('a restore that took too long says by how much', () => {
  expect(shown(jobMessage({ ...RESTORED, rtoSeconds: 60 }, '1').blocks)).toContain(
    'took 4 min 5 s, 3 min 5 s over the objective of 1 min',
  );
});

test('a failure says what happened, why and what to do, and offers to try again', () => {
  expect(shown(jobMessage(FAILED, '1').blocks)).toMatchInlineSnapshot(`
    "❌ *Backup of \`orders\`* failed
    The folder /srv/orders is gone.
    Why: Nothing is there any more.
    What to do: Bring the folder back, or change where the item is. Until then, trying again fails the same way.
    asked for by <@U0ADA> · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · attempt 3 of 3 · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`
    [Retry]"
  `);
});

test('a failure of the service is not put on the person who asked', () => {
  const error: ErrorView = { ...TROUBLE, fault: 'SERVICE', retryable: true };
  expect(shown(jobMessage({ ...FAILED, error }, '1').blocks)).toContain(
    'Nothing you did. Whoever runs Holdfast: Bring the folder back, or change where the item is. Trying again can succeed.',
  );
});

test('a job that was tried again offers no second try and names the job that does it', () => {
  const retriedAs = 'job_0199b2c3d4e5f60718293a4b5c6d7e90';
  const text = shown(jobMessage({ ...FAILED, retriedAs }, '1').blocks);
  expect(text).toContain(`tried again as \`${retriedAs}\``);
  expect(text).not.toContain('[Retry]');
});

test('between two attempts a job says which one it waits for, and what stopped the last', () => {
  expect(shown(jobMessage({ ...QUEUED, attempt: 1, error: { ...TROUBLE, retryable: true } }, '1').blocks)).toContain(
    '🕓 *Backup of `orders`* waits for attempt 2 of 3\nThe folder /srv/orders is gone.',
  );
});

test('between two attempts a job says when the next one comes, in the zone of whoever reads', () => {
  const view: JobView = { ...QUEUED, attempt: 1, nextAttemptAt: '2026-11-22T14:04:33Z' };
  expect(shown(jobMessage(view, '1').blocks)).toContain(
    'waits for attempt 2 of 3, at <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC>',
  );
});

test('a cancelled job says that nothing was left behind', () => {
  expect(shown(jobMessage({ ...QUEUED, ...ENDED, status: 'CANCELLING' }, '1').blocks)).toMatchInlineSnapshot(`
    "🛑 *Backup of \`orders\`* is being cancelled
    What it began is being taken back.
    asked for by <@U0ADA> · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`"
  `);
  expect(shown(jobMessage({ ...QUEUED, ...ENDED, status: 'CANCELLED' }, '1').blocks)).toMatchInlineSnapshot(`
    "⏹️ *Backup of \`orders\`* was cancelled
    Nothing was left behind.
    asked for by <@U0ADA> · ended <!date^1795356273^{date_short_pretty} {time}|2026-11-22 14:04 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`
    [Retry]"
  `);
});

test('a job that waits for approval offers no button', () => {
  expect(shown(jobMessage({ ...QUEUED, status: 'WAITING_APPROVAL' }, '1').blocks)).toMatchInlineSnapshot(`
    "✋ *Backup of \`orders\`* waits for a second person
    asked for by <@U0ADA> · asked <!date^1795356200^{date_short_pretty} {time}|2026-11-22 14:03 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`"
  `);
});

test('the notification tells the outcome in one line', () => {
  expect(jobMessage(DONE, '1').text).toBe(
    '✅ Backup of `orders` is done: 2.8 GB in 3,412 files · 310 MB stored after deduplication · took 1 min 12 s',
  );
  expect(jobMessage(FAILED, '1').text).toBe('❌ Backup of `orders` failed: The folder /srv/orders is gone');
});

test('another rendering of the same job is another intent of its buttons', () => {
  expect(JSON.stringify(jobMessage(RUNNING, '1').blocks)).toContain(`"${RUNNING.id}|1"`);
  expect(JSON.stringify(jobMessage(RUNNING, '2').blocks)).toContain(`"${RUNNING.id}|2"`);
});

test('a restore asks before it runs again, a backup does not', () => {
  const failed = { status: 'FAILED', error: TROUBLE } as const;
  expect(JSON.stringify(jobMessage({ ...RESTORED, ...failed }, '1').blocks)).toContain('Restore again?');
  expect(JSON.stringify(jobMessage({ ...DONE, ...failed }, '1').blocks)).not.toContain('"confirm"');
});

test('the reply mentions who asked', () => {
  expect(shown(replyMessage(DONE).blocks)).toMatchInlineSnapshot(`
    "<@U0ADA> ✅ *Backup of \`orders\`* is done
    2.8 GB in 3,412 files · 310 MB stored after deduplication · took 1 min 12 s"
  `);
  expect(replyMessage(FAILED).text).toMatch(/^<@U0ADA> ❌ Backup of `orders` failed: /);
});

test('who asked without Slack is named, and what is no Slack id is never mentioned', () => {
  expect(shown(jobMessage({ ...DONE, requestedBy: { name: 'cron' } }, '1').blocks)).toContain('asked for by `cron`');
  const forged = { slackUserId: 'U1> <!channel', name: 'x' };
  expect(shown(jobMessage({ ...DONE, requestedBy: forged }, '1').blocks)).toContain('asked for by `x`');
});

test('where the bot may not post, the person is told how to invite it', () => {
  expect(shown(notInChannelMessage({ channelId: 'C0GENERAL', view: QUEUED }).blocks)).toMatchInlineSnapshot(`
    "🕓 *Backup of \`orders\`* waits for a worker
    I cannot post in <#C0GENERAL>, because I am not in it. Type \`/invite\` there and choose me: from the next job on its message appears there.
    Until then \`/backup jobs\` shows how it goes. This one is \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`."
  `);
});

test('a milestone is one line with its time', () => {
  expect(
    shown(milestoneMessage({ message: 'Snapshot taken.', at: '2026-11-22T14:03:22Z' }).blocks),
  ).toMatchInlineSnapshot(`"<!date^1795356202^{date_short_pretty} {time}|2026-11-22 14:03 UTC> · Snapshot taken."`);
});

/** The message as someone sees it: buttons in brackets, plain text as it is. */
function shown(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      if (block.type === 'section') return block.text.text;
      if (block.type === 'context') return block.elements.map(({ text }) => text).join(' ');
      return block.type === 'actions' ? block.elements.map(({ text }) => `[${text.text}]`).join(' ') : '---';
    })
    .join('\n');
}
