import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { subscribeChannel } from '@holdfast/db/services/channel/subscribe';
import { atLength } from '../kit/endurance.ts';
import { ended } from '../kit/jobs.ts';
import { askForBackup, backUpFrom, openSlackWorld, type SlackWorld } from '../kit/slack-world.ts';
import type { SlackMessage } from '../kit/slack/people/screen.ts';
import { waitFor } from '../kit/wait-for.ts';

/** The one message in a channel, once it shows this. */
async function onlyMessage(scene: SlackWorld, channel: string, shows: RegExp): Promise<SlackMessage> {
  const message = await waitFor(
    `${shows} in ${channel}`,
    async () => scene.slack.messages(channel).find((one) => shows.test(one.shown)),
    90_000,
  );
  expect(scene.slack.messages(channel), 'messages in the channel').toHaveLength(1);
  return message;
}

const COMPLETED = /complete|finished|done|✅/i;

async function threadTellsTheEnd(scene: SlackWorld, channel: string): Promise<void> {
  const ada = scene.slack.user('ada').id;
  const mentions = async () => {
    const [root] = scene.slack.messages(channel);
    return root?.replies.filter((reply) => reply.shown.includes(`<@${ada}>`));
  };
  await waitFor('the reply that mentions who asked', async () => ((await mentions())?.length ?? 0) > 0, 60_000);
  expect(await mentions(), 'replies that mention who asked').toHaveLength(1);
}

test(
  'a job has one message where it was asked: edited to its result, milestones in its thread, one mention at the end',
  { timeout: 180_000 },
  async () => {
    await using scene = await openSlackWorld();
    await scene.world.startWorker(scene.workerEnv);
    await backUpFrom(scene, 'backups');
    const message = await onlyMessage(scene, 'backups', COMPLETED);
    expect(message.edits.length).toBeGreaterThan(0);
    await threadTellsTheEnd(scene, 'backups');
    expect(message.metadata).toMatchObject({ event_type: 'holdfast' });
  },
);

test(
  'a failure shows cause and remedy, and an alert is posted with Acknowledge and Retry',
  { timeout: 180_000 },
  async () => {
    await using scene = await openSlackWorld();
    rmSync(scene.folder, { recursive: true });
    await scene.world.startWorker(scene.workerEnv);
    await backUpFrom(scene, 'backups');
    const texts = await waitFor(
      'both messages',
      async () => {
        const shown = scene.slack.messages('backups').map((message) => message.shown);
        return shown.length === 2 && shown.every((text) => text.includes('does not exist')) && shown;
      },
      60_000,
    );
    expect(texts.join('\n')).toContain('Acknowledge');
    expect(texts.join('\n')).toContain('Retry');
    expect(texts.join('\n')).toContain('Bring it back');
  },
);

test('a channel that subscribed follows the job as well, without a mention', { timeout: 180_000 }, async () => {
  await using scene = await openSlackWorld();
  const { slack, world } = scene;
  const place = { teamId: slack.teamId, channelId: slack.channel('oncall').id };
  await subscribeChannel(world.ctx, { input: place, idempotencyKey: world.key() });
  await world.startWorker(scene.workerEnv);
  await backUpFrom(scene, 'backups');
  await onlyMessage(scene, 'backups', COMPLETED);
  const followed = await onlyMessage(scene, 'oncall', COMPLETED);
  expect(followed.replies.map((reply) => reply.shown).join('\n')).not.toContain(`<@${slack.user('ada').id}>`);
});

test(
  'where the bot is not in the channel, who asked is told privately and follows the job there',
  { timeout: 180_000 },
  async () => {
    await using scene = await openSlackWorld();
    await scene.world.startWorker(scene.workerEnv);
    await backUpFrom(scene, 'random');
    await waitFor(
      'the note and the result',
      async () => {
        const shown = scene.slack.messages('@ada').map((message) => message.shown);
        return shown.some((text) => text.includes('/invite')) && shown.some((text) => COMPLETED.test(text));
      },
      60_000,
    );
    expect(scene.slack.messages('random')).toEqual([]);
  },
);

/** In the long run each trouble lasts a minute; elsewhere until a send has met it. */
const LASTS_MS = atLength(60_000, 0);

const TROUBLES: Record<string, (scene: SlackWorld) => Promise<() => Promise<void>>> = {
  'Slack is down': async ({ slack }) => {
    await slack.faults.outage(true);
    return () => slack.faults.outage(false);
  },
  'Slack answers 500': async ({ slack }) => {
    slack.faults.respond(500, 1_000);
    return async () => slack.faults.clear();
  },
  'Slack answers 429 with Retry-After': async ({ slack }) => {
    slack.faults.rateLimit('*', 2, 1_000);
    return async () => slack.faults.clear();
  },
  'Slack takes posts and cuts the line before its answer': async ({ slack }) => {
    slack.faults.acceptThenCut('chat.postMessage', atLength(1_000, 3));
    return async () => slack.faults.clear();
  },
};

test.each(Object.keys(TROUBLES))(
  '%s while a job ends: its final state is visible once',
  { timeout: 240_000 },
  async (name) => {
    await using scene = await openSlackWorld();
    const end = await TROUBLES[name]?.(scene);
    await scene.world.startWorker(scene.workerEnv);
    const jobId = await askForBackup(scene, 'backups');
    await ended(scene.world, jobId);
    const since = performance.now();
    let met = false;
    await waitFor(
      'a send to fail',
      async () => {
        const { attempts } = (await scene.world.store.sql`select max(attempts) as attempts from outbox`)[0] ?? {};
        met ||= Number(attempts) > 0;
        return met && performance.now() - since >= LASTS_MS;
      },
      LASTS_MS + 30_000,
    );
    await end?.();
    await onlyMessage(scene, 'backups', COMPLETED);
    await threadTellsTheEnd(scene, 'backups');
    const posted = scene.slack.allMessages().map((message) => JSON.stringify(message.metadata));
    expect(new Set(posted).size, 'each message once').toBe(posted.length);
  },
);

test(
  'a worker killed between a post and its answer: the message is found, not posted again',
  { timeout: 240_000 },
  async () => {
    await using scene = await openSlackWorld();
    const { slack, world } = scene;
    await askForBackup(scene, 'backups');
    slack.faults.slow(3_000);
    const dying = await world.startWorker(scene.workerEnv);
    await waitFor('the post to be there', async () => slack.calls('chat.postMessage').length > 0);
    dying.kill('SIGKILL');
    slack.faults.clear();
    await world.store.sql`update outbox set claimed_until = now()`;
    await world.startWorker(scene.workerEnv);
    await onlyMessage(scene, 'backups', COMPLETED);
  },
);
