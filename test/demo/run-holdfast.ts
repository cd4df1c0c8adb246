import { administrator } from './administrator.ts';
import { connectSlack } from './estate.ts';
import { startBot, startParts, type RunningHoldfast } from './holdfast.ts';
import type { Act, Scene } from './stage.ts';
import { waiting } from './wait.ts';

/** A Holdfast with its bot, connected to Slack. */
export interface Performance {
  readonly act: Act;
  readonly parts: RunningHoldfast;
  /** Ends all of it. May be called twice. */
  end(): Promise<void>;
}

/** Starts every part on the folders as they are, and tells the new Holdfast who is who in Slack. */
export async function runHoldfast(scene: Scene): Promise<Performance> {
  const { folders, slack, holdings, signal } = scene;
  const parts = await holdings.hold(() => startParts(folders, slack));
  const admin = administrator({ url: parts.url, token: parts.adminToken, signal });
  const token = await connectSlack(admin, slack);
  const bot = await holdings.hold(() => startBot({ folders, slack, url: parts.url, token, signal }));
  const wait = waiting(signal, () => {
    parts.check();
    bot.check();
  });
  const end = async () => {
    await bot[Symbol.asyncDispose]();
    await parts[Symbol.asyncDispose]();
  };
  return { act: { ...scene, admin, wait }, parts, end };
}
