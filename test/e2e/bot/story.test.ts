import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACTION } from '@holdfast/bot/ui/ids';
import { startBot } from '@holdfast/bot/start';
import { createPrincipal } from '@holdfast/db/services/access/create-principal';
import { createToken } from '@holdfast/db/services/access/create-token';
import { linkSlackUser } from '@holdfast/db/services/access/link-slack-user';
import { startGateway } from '@holdfast/gateway/server';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openSlackWorld, type SlackWorld } from '../../kit/slack-world.ts';
import type { SlackMessage } from '../../kit/slack/people/screen.ts';
import { waitFor } from '../../kit/wait-for.ts';
import { answerTo } from './people.ts';
import { openRestoreModal } from './restore-screen.ts';

const QUIET = pino({ level: 'silent' });

/** All four parts on one store: gateway, worker, bot and the Slack workspace between people and them. */
async function openAll() {
  await using stack = new AsyncDisposableStack();
  const scene = stack.use(await openSlackWorld());
  const { world, slack, ada } = scene;
  const { ctx, storeUrl } = world;
  if (ada.actor.type !== 'slack') throw new Error('ada acts over Slack');
  const { principalId, teamId, userId } = ada.actor;
  await linkSlackUser(ctx, { input: { principalId, teamId, userId }, idempotencyKey: world.key() });
  const bot = await createPrincipal(ctx, { input: { name: 'bot', role: 'OPERATOR' }, idempotencyKey: world.key() });
  const asked = { principalId: bot.principalId, name: 'bot', scopes: ['act-for-slack'] };
  const { text = '' } = await createToken(ctx, { input: asked, idempotencyKey: world.key() });
  const gateway = await startGateway({
    services: ctx,
    storeUrl,
    home: world.home,
    port: 0,
    host: '127.0.0.1',
    log: QUIET,
  });
  stack.defer(() => gateway.stop(1_000));
  stack.use(
    await startBot({
      slack: { botToken: slack.botToken, apiUrl: slack.apiUrl },
      transport: { kind: 'socket', appToken: slack.appToken },
      gateway: { url: gateway.url, token: text },
      log: QUIET,
    }),
  );
  await world.startWorker(scene.workerEnv);
  const kept = stack.move();
  return { ...scene, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The newest message in the channel that shows this. */
async function shows({ slack }: SlackWorld, text: RegExp): Promise<SlackMessage> {
  return waitFor(
    `${text} in the channel`,
    async () => slack.messages('backups').findLast(({ shown }) => text.test(shown)),
    60_000,
  );
}

test(
  'a person backs a folder up from Slack, loses it, and gets it back from the modal',
  { timeout: 180_000 },
  async () => {
    await using all = await openAll();
    const { slack, folder } = all;
    writeFileSync(join(folder, 'precious'), 'the only copy');

    expect(answerTo(await slack.command('ada', 'backups', '/backup now folder'))).toContain('Backup of `folder`');
    const backup = await shows(all, /✅ \*Backup of `folder`\* is done/);
    expect(backup.shown).toMatch(/in 2 files · .* stored after deduplication · took /);
    expect(slack.messages('backups')).toHaveLength(1);

    rmSync(folder, { recursive: true });
    const modal = await openRestoreModal(slack, '/backup restore folder');
    expect(modal.shown).toContain('What pressing the button does');
    await slack.submit('ada', modal.id, {});
    const restore = await shows(all, /✅ \*Restore of `folder`\* is done/);
    expect(restore.shown).toContain(`It is at \`${folder}\``);
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('the only copy');
    await waitFor('the reply that mentions who asked', async () => {
      const { replies } = await shows(all, /Restore of `folder`/);
      return replies.some(({ shown }) =>
        shown.startsWith(`<@${slack.user('ada').id}> ✅ *Restore of \`folder\`* is done`),
      );
    });
  },
);

test('a failed backup is tried again with the button of its message', { timeout: 180_000 }, async () => {
  await using all = await openAll();
  const { slack, folder } = all;
  renameSync(folder, `${folder}.away`);
  await slack.command('ada', 'backups', '/backup now folder');
  const failed = await shows(all, /❌ \*Backup of `folder`\* failed/);
  mkdirSync(folder);
  writeFileSync(join(folder, 'back'), 'again');
  await slack.click({ user: 'ada', channel: 'backups', ts: failed.ts, actionId: ACTION.retryJob });
  await shows(all, /✅ \*Backup of `folder`\* is done/);
  await waitFor('the failed one naming its retry', async () => {
    const message = slack.messages('backups').find(({ ts }) => ts === failed.ts);
    return message?.shown.includes('tried again as');
  });
  expect(slack.ephemerals('ada', 'backups').filter(({ text }) => text.startsWith('⛔'))).toEqual([]);
});
