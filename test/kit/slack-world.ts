import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Actor } from '@holdfast/db/domain/actor';
import { principals } from '@holdfast/db/schema';
import type { Context } from '@holdfast/db/services/context';
import { requestBackup } from '@holdfast/db/services/job/request-backup';
import { ended } from './jobs.ts';
import { startSlackWorkspace, type SlackWorkspace } from './slack/workspace.ts';
import { openWorld, protectFolder, type World } from './world.ts';

/** A world with a Slack workspace whose ada may operate it, and an item to back up. */
export interface SlackWorld extends AsyncDisposable {
  readonly world: World;
  readonly slack: SlackWorkspace;
  readonly itemId: string;
  readonly folder: string;
  /** Settings of a worker that sends to this Slack. */
  readonly workerEnv: Record<string, string>;
  /** The services in ada's hands. */
  readonly ada: Context;
}

const PRINCIPAL = 'prn_0000000000000000000000000000000a';

export async function openSlackWorld(): Promise<SlackWorld> {
  const world = await openWorld();
  const slack = await startSlackWorkspace();
  const folder = join(world.data, 'folder');
  mkdirSync(folder);
  writeFileSync(join(folder, 'file'), 'content');
  const { itemId } = await protectFolder(world, folder);
  await world.store.db.insert(principals).values({ id: PRINCIPAL, name: 'Ada', role: 'OPERATOR' });
  const actor: Actor = {
    type: 'slack',
    principalId: PRINCIPAL,
    teamId: slack.teamId,
    userId: slack.user('ada').id,
    viaTokenId: 'tok_00000000000000000000000000000000',
    role: 'OPERATOR',
  };
  return {
    world,
    slack,
    itemId,
    folder,
    workerEnv: { SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.apiUrl },
    ada: { ...world.ctx, actor },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]();
      await slack.stop();
    },
  };
}

/** Ada asks for a backup in a channel. */
export async function askForBackup({ world, slack, itemId, ada }: SlackWorld, channel: string): Promise<string> {
  const announce = { teamId: slack.teamId, channelId: slack.channel(channel).id };
  const { jobId } = await requestBackup(ada, { input: { itemId, announce }, idempotencyKey: world.key() });
  return jobId;
}

/** Ada asks for a backup in a channel and waits until it has ended. */
export async function backUpFrom(scene: SlackWorld, channel: string): Promise<string> {
  const jobId = await askForBackup(scene, channel);
  await ended(scene.world, jobId);
  return jobId;
}
