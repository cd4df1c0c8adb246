import { expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import type { SlackMessage } from '../blocks.ts';
import type { JobView } from '../views.ts';
import { helpAnswer, missingArgumentAnswer, unknownCommandAnswer } from './help.ts';
import { pausedAnswer, resumedAnswer } from './protection.ts';
import { unclearItemAnswer } from './items.ts';
import { jobsAnswer, noOpenJobAnswer, unknownJobAnswer, whichJobAnswer } from './jobs.ts';
import {
  botRefusedAnswer,
  brokenAnswer,
  noAnswer,
  refusedAnswer,
  unmappedAnswer,
  unreadableAnswer,
} from './refused.ts';
import { alreadyRunningAnswer, startedAnswer } from './started.ts';
import { itemAnswer } from './item-status.ts';
import { estateAnswer, type OpenAlertView } from './status.ts';

const JOB: JobView = {
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
const ESTATE = {
  items: { total: 12, stopped: 1, withoutRecoveryPoint: 0, protected: 11, provenLast30Days: 9 },
  itemNames: ['orders', 'invoices'],
  objectives: { rpo: { items: 3, atRisk: 0, breached: 0 }, rto: { items: 2, breached: 0 } },
  health: [{ status: 'HEALTHY', count: 12 }],
  recoveryPoints: 120,
  sourceBytes: 2_800_000_000,
  storedBytes: 310_000_000,
  filling: [],
  alerts: [{ severity: 'CRITICAL', count: 0 }],
  troubled: [],
  openAlerts: [],
  openJobs: { total: 7, first: [JOB] },
};

const NO_OBJECTIVES = { rpo: { state: 'NONE', text: 'none' }, rto: { state: 'NONE', text: 'none' } };

function shown({ blocks }: SlackMessage): string {
  return blocks
    .map((block) => {
      if (block.type === 'section') return block.text.text;
      return block.type === 'context' ? block.elements.map(({ text }) => text).join(' ') : '';
    })
    .join('\n');
}

test('help shows every subcommand as it is typed', () => {
  expect(shown(helpAnswer())).toMatchInlineSnapshot(`
    "*What \`/backup\` can do*
    \`/backup now &lt;item&gt;\` · back an item up now
    \`/backup restore [item]\` · choose a recovery point and restore it
    \`/backup status [item]\` · how things stand
    \`/backup jobs [item]\` · the latest jobs
    \`/backup cancel &lt;job or item&gt;\` · stop a job; what it began is taken back
    \`/backup drill &lt;item&gt;\` · restore its newest point for real to a scratch target, and look at it
    \`/backup pause &lt;item&gt;\` · back it up no more; all its recovery points stay
    \`/backup resume &lt;item&gt;\` · back it up again
    \`/backup help\` · this"
  `);
});

test('when all is well that is the first line, else the trouble is', () => {
  expect(shown(estateAnswer(ESTATE))).toMatchInlineSnapshot(`
    "✅ *All is well*
    12 items, 1 of them stopped: \`orders\`, \`invoices\` and 10 more
    120 recovery points · 2.8 GB protected · 310 MB stored
    9 of 11 protected items proven restorable in the last 30 days
    🕓 *Backup of \`orders\`* waits for a worker
    asked by <@U0ADA> · <!date^1795356200^{date_short_pretty} {time}|2026-11-22 14:03 UTC> · \`job_0199b2c3d4e5f60718293a4b5c6d7e8f\`
    7 open jobs in all"
  `);
  const trouble = {
    ...ESTATE,
    objectives: { rpo: { items: 3, atRisk: 1, breached: 2 }, rto: { items: 2, breached: 1 } },
    health: [
      { status: 'HEALTHY', count: 9 },
      { status: 'TRANSIENT_DEGRADED', count: 1 },
      { status: 'PERSISTENT_UNHEALTHY', count: 2 },
    ],
    alerts: [{ severity: 'CRITICAL', count: 1 }],
  };
  expect(shown(estateAnswer(trouble)).split('\n').slice(0, 7)).toEqual([
    '⚠️ *Something needs attention*',
    '• 1 open alert: critical',
    '• 🚨 2 unhealthy, and it lasts',
    '• 🟡 1 degraded',
    '• RPO breached by 2 items of 3',
    '• RPO at risk with 1 item of 3',
    '• RTO breached by 1 item of 2',
  ]);
  const unproven = { ...ESTATE, items: { ...ESTATE.items, provenLast30Days: 0 } };
  expect(shown(estateAnswer(unproven))).toContain(
    'nothing proven restorable in the last 30 days: `/backup drill &lt;item&gt;` proves an item',
  );
  const filling = [{ name: 'main', freeBytes: 20_000_000_000, daysUntilFull: 11.8 }];
  expect(shown(estateAnswer({ ...ESTATE, filling })).split('\n')[1]).toBe(
    '• The vault `main` is filling up: 20 GB free, full in about 11 days',
  );
});

test('the first items in trouble and the first open alerts are named, each in a line', () => {
  const lost = (index: number) => ({
    name: `item ${index}`,
    health: { status: 'TRANSIENT_UNHEALTHY', reasons: ['No recovery point of it is whole.', 'more'] },
  });
  const damaged: OpenAlertView = {
    ...{ kind: 'VAULT_DAMAGED', severity: 'CRITICAL', firedAt: '2026-11-22T03:00:00Z' },
    ...{ error: { code: 'VAULT_DAMAGED' }, subject: { kind: 'VAULT', name: 'main' } },
  };
  const view = {
    ...ESTATE,
    items: { ...ESTATE.items, withoutRecoveryPoint: 1 },
    health: [{ status: 'TRANSIENT_UNHEALTHY', count: 7 }],
    newestGoodPointAt: '2026-11-21T03:00:00Z',
    troubled: Array.from({ length: 7 }, (_, index) => lost(index)),
    openAlerts: [damaged],
  };
  const lines = shown(estateAnswer(view)).split('\n');
  expect(lines.slice(0, 12)).toEqual([
    '⚠️ *Something needs attention*',
    '• 🔴 7 unhealthy',
    '• 1 item without any good recovery point',
    '*Items in trouble*',
    ...[0, 1, 2, 3, 4].map((index) => `🔴 \`item ${index}\`: No recovery point of it is whole. (and 1 more)`),
    '`/backup status &lt;item&gt;` tells more of one.',
    '*Open alerts*',
    '🚨 Critical: what is stored in vault `main` is damaged · since <!date^1795316400^{date_short_pretty} {time}|2026-11-22 03:00 UTC>',
  ]);
  expect(lines).toContainEqual(expect.stringContaining('newest good point <!date^1795230000^'));
});

test('the list of jobs names an item or a vault, with what came of it', () => {
  const result = { expired: 12, returned: 1, removed: 3, removedBytes: 40_000_000 };
  const subject = { kind: 'VAULT', name: 'main' } as const;
  const retention: JobView = { ...JOB, operation: 'RETENTION', status: 'COMPLETED', subject, result };
  const lines = shown(jobsAnswer({ views: [JOB, retention], total: 2 })).split('\n');
  expect(lines[1]).toBe('🕓 *Backup of `orders`* waits for a worker');
  expect(lines.slice(3, 5)).toEqual([
    '✅ *Retention of vault `main`* is done',
    '12 points expired, 1 brought back, 3 removed (40 MB stored)',
  ]);
});

test('an item without a recovery point is not said to be well', () => {
  const item = {
    name: 'orders',
    isStopped: false,
    vaultName: 'main',
    policyName: 'daily',
    proof: { state: 'NEVER', isLate: false } as const,
    recoveryPoints: 0,
    objectives: NO_OBJECTIVES,
    health: { status: 'PENDING', reasons: ['It waits for its first backup: nothing could be restored yet.'] },
    jobs: [],
  };
  expect(shown(itemAnswer(item))).toMatchInlineSnapshot(`
    "🕓 *\`orders\`* is protected: pending
    It waits for its first backup: nothing could be restored yet.
    It has no recovery point: nothing could be restored.
    Backed up on demand alone
    Never proven restorable
    0 recovery points in the vault \`main\` under the policy \`daily\`"
  `);
});

test('an item shows its health with an icon and the first reason, and how it stands with its objectives', () => {
  const item = {
    ...{ name: 'orders', isStopped: false, vaultName: 'main', policyName: 'daily', recoveryPoints: 3, jobs: [] },
    objectives: {
      rpo: {
        state: 'BREACHED',
        text: 'The last 2 d of changes would be lost now. The objective is 1 d: breached 1 d ago.',
      },
      rto: { state: 'MET', text: 'The last drill took 4 min. The objective is 10 min: met.' },
    },
    proof: { state: 'NEVER', isLate: false } as const,
    health: { status: 'PERSISTENT_UNHEALTHY', reasons: ['Its last backup failed: <no>.', 'The last 2 d …', 'x'] },
  };
  const lines = shown(itemAnswer(item)).split('\n');
  expect(lines.slice(0, 2)).toEqual([
    '🚨 *`orders`* is protected: unhealthy, and it lasts',
    'Its last backup failed: &lt;no&gt;. (and 2 more)',
  ]);
  expect(lines.slice(-2)).toEqual([
    'RPO: The last 2 d of changes would be lost now. The objective is 1 d: breached 1 d ago.',
    'RTO: The last drill took 4 min. The objective is 10 min: met.',
  ]);
  const stopped = { ...item, isStopped: true, health: { status: 'NOT_PROTECTED', reasons: ['stopped'] } };
  expect(shown(itemAnswer(stopped)).split('\n')[0]).toBe('⏸️ *`orders`* is not backed up any more');
  const unknown = { ...item, health: { status: '<NEW>_WORD', reasons: [] } };
  expect(shown(itemAnswer(unknown)).split('\n')[0]).toBe('⚠️ *`orders`* is protected: &lt;new&gt; word');
});

test('an item whose newest point is damaged says so, and which point is good', () => {
  const item = {
    name: 'orders',
    isStopped: false,
    vaultName: 'main',
    policyName: 'daily',
    recoveryPoints: 3,
    jobs: [],
    objectives: NO_OBJECTIVES,
    proof: { state: 'NOT_ASKED', isLate: false },
    health: { status: 'HEALTHY', reasons: [] },
  } as const;
  const newest = { takenAt: '2026-11-22T03:00:00Z', sizeBytes: 1_000, sizeOf: 'FILES', warningCount: 0 } as const;
  const damaged = { ...item, newest: { ...newest, damage: 'DAMAGED' } } as const;
  const text = shown(itemAnswer({ ...damaged, newestGoodAt: '2026-11-21T03:00:00Z' }));
  expect(text).toContain('⛔ *The newest point is damaged.* The newest good one: <!date^1795230000^');
  expect(text).toContain('`/backup now orders` stores anew what the source still has.');
  expect(shown(itemAnswer(damaged))).toContain('There is no good one.');
  expect(shown(itemAnswer({ ...damaged, isStopped: true }))).not.toContain('/backup now');
  expect(shown(itemAnswer({ ...item, newest: { ...newest, damage: 'SUSPECT' } }))).toContain(
    '*The newest point may be damaged.*',
  );
  const whole = shown(itemAnswer({ ...item, newest }));
  expect(whole).not.toContain('⛔');
  expect(whole).not.toContain('/backup now');
});

test('who is unknown gets a line that an administrator can copy', () => {
  expect(shown(unmappedAnswer({ teamId: 'T0TEAM', userId: 'U0ADA' }))).toMatchInlineSnapshot(`
    "👋 *Holdfast does not know you yet*
    Everything done here has a name and a role behind it. Nothing was changed.
    Send this to an administrator of Holdfast, who puts in your principal:
    \`\`\`mutation { linkSlackUser(input: { principalId: "prn_…", teamId: "T0TEAM", userId: "U0ADA", idempotencyKey: "link T0TEAM U0ADA" }) { __typename ... on Error { message remedy } } }\`\`\`"
  `);
  expect(shown(unmappedAnswer({ teamId: '" }) { x', userId: '```' }))).toContain('teamId: "?", userId: "?"');
});

test('nothing is claimed of a write that got no answer', () => {
  expect(shown(noAnswer({ mayBeDone: true, requestId: 'r-1' }))).toMatchInlineSnapshot(`
    "⚠️ *I got no answer in time.* It may still have started: look at \`/backup jobs\` before you ask again.
    id \`r-1\`"
  `);
  expect(shown(noAnswer({ mayBeDone: false, requestId: 'r-1' }))).toMatchInlineSnapshot(`
    "⚠️ *Holdfast does not answer right now.* Nothing was started or changed: ask again in a moment.
    id \`r-1\`"
  `);
});

test.each(['<!channel>', '`*_~', 'a\nb', '<'.repeat(10_000), '`'.repeat(10_000), '\u202e\0\ud83d'])(
  '%.20j stays inert and within Slack’s limits in every answer',
  (text) => {
    const error = { code: text, message: text, cause: text, remedy: text, retryable: true, fault: 'SERVICE' } as const;
    const job: JobView = {
      ...JOB,
      subject: { kind: 'ITEM', name: text },
      status: 'FAILED',
      error,
      requestedBy: { name: text },
    };
    const many = Array.from({ length: 10 }, () => job);
    const answers = [
      unknownCommandAnswer({ word: text, meant: undefined, rest: text }),
      unknownCommandAnswer({ word: text, meant: 'now', rest: text }),
      missingArgumentAnswer('cancel'),
      unclearItemAnswer({ typed: text, close: [text, text], more: 3 }, 'now'),
      jobsAnswer({ views: many, total: 99, itemName: text }),
      whichJobAnswer(many),
      noOpenJobAnswer(text),
      unknownJobAnswer(text),
      startedAnswer(job),
      alreadyRunningAnswer(job),
      refusedAnswer(error),
      unreadableAnswer(text),
      brokenAnswer({ mayBeDone: true, requestId: text }),
      botRefusedAnswer(text),
      estateAnswer({
        ...{ ...ESTATE, openJobs: { total: 10, first: many } },
        itemNames: Array.from({ length: 12 }, () => text),
        troubled: Array.from({ length: 10 }, () => ({ name: text, health: { status: text, reasons: [text, text] } })),
        openAlerts: Array.from({ length: 15 }, () => ({
          ...({ kind: text, severity: 'CRITICAL', firedAt: '2026-11-22T03:00:00Z', error: { code: text } } as const),
          subject: { kind: 'VAULT', name: text } as const,
        })),
      }),
      pausedAnswer(text),
      resumedAnswer(text, undefined),
      itemAnswer({
        ...{ name: text, isStopped: false, vaultName: text, policyName: text, recoveryPoints: 1, jobs: many },
        objectives: { rpo: { state: text, text }, rto: { state: text, text } },
        health: { status: text, reasons: [text, text] },
        proof: { state: 'NOT_ASKED', isLate: false },
      }),
    ];
    for (const answer of answers) expectInertWithinLimits(answer);
  },
);

function expectInertWithinLimits({ text, blocks }: SlackMessage): void {
  expect(text.length).toBeLessThanOrEqual(LIMITS.messageText);
  expect(blocks.length).toBeLessThanOrEqual(LIMITS.messageBlocks);
  for (const block of blocks) {
    if (block.type !== 'section') continue;
    expect(block.text.text.length).toBeGreaterThan(0);
    expect(block.text.text.length).toBeLessThanOrEqual(LIMITS.sectionText);
    if (block.text.type === 'plain_text') continue;
    const bare = block.text.text.replaceAll(/`[^`\n]+`/g, '').replaceAll(/<!date\^[^>]+>/g, '');
    expect(bare).not.toMatch(/[<`]/);
  }
}
