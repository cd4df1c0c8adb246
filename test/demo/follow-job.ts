import { z } from 'zod';
import type { SlackMessage } from '../kit/slack/people/screen.ts';
import { CHANNEL } from './estate.ts';
import type { Act } from './stage.ts';

/** A job as it was seen from its first message in the channel to its result. */
export interface FollowedJob {
  /** The percentages that were seen, in order, each once. */
  readonly progress: readonly number[];
  /** Those of them that the channel's message showed. */
  readonly channelProgress: readonly number[];
  readonly recoveryPoint: SeenJob['recoveryPoint'];
  readonly restored: SeenJob['restored'];
}

const jobSchema = z.object({
  job: z.object({
    progress: z.object({ task: z.string(), percent: z.number() }).nullable(),
    recoveryPoint: z.object({ sizeBytes: z.coerce.number(), storedBytes: z.coerce.number() }).nullable(),
    restored: z.object({ bytes: z.coerce.number(), durationMs: z.coerce.number() }).nullable(),
  }),
});
type SeenJob = z.output<typeof jobSchema>['job'];

const JOB = `query ($id: ID!) { job(id: $id) {
  progress { task percent } recoveryPoint { sizeBytes storedBytes } restored { bytes durationMs }
} }`;

const RUNNING = '🔄';
const DONE = '✅';
const ENDED = /^(✅|⚠️|❌|⏹️)/u;
const ASK_EVERY_MS = 250;

/** The messages that the channel has now. */
export function messagesNow({ slack }: Pick<Act, 'slack'>): ReadonlySet<string> {
  return new Set(slack.messages(CHANNEL).map(({ ts }) => ts));
}

/**
 * Watches the message that was not there before, from running to its result, as someone in the channel would, asks how far
 * the job is, and tells both.
 * @throws Error when it ends in anything but a success, or its progress falls
 */
export async function followJob(act: Act, what: string, before: ReadonlySet<string>): Promise<FollowedJob> {
  const { slack, say, wait } = act;
  const [progress, channelProgress]: [number[], number[]] = [[], []];
  let told = '';
  let askedAt = -Infinity;
  const final = await wait(`the result of "${what}" in #${CHANNEL}`, async () => {
    const message = slack.messages(CHANNEL).find(({ ts, shown }) => !before.has(ts) && shown.includes(what));
    if (!message) return undefined;
    const shown = readable(act, message);
    if (shown !== told) say(`       #${CHANNEL}: ${shown}`);
    told = shown;
    if (message.shown.startsWith(RUNNING)) {
      keep(channelProgress, Number(/(\d+) %/.exec(shown)?.[1] ?? Number.NaN));
      if (performance.now() - askedAt > ASK_EVERY_MS) {
        askedAt = performance.now();
        await askProgress(act, message, progress);
      }
    }
    return ENDED.test(message.shown) && message;
  });
  if (!final.shown.startsWith(DONE)) throw new Error(`#${CHANNEL} shows: ${readable(act, final)}`);
  const { recoveryPoint, restored } = await askJob(act, final);
  return { progress, channelProgress, recoveryPoint, restored };
}

async function askProgress(act: Act, message: SlackMessage, seen: number[]): Promise<void> {
  const { progress } = await askJob(act, message);
  if (!progress || !keep(seen, Math.floor(progress.percent))) return;
  act.say(`         ${progress.task}: ${seen.at(-1)} %`);
}

async function askJob({ admin }: Act, { shown }: SlackMessage): Promise<SeenJob> {
  const id = /\bjob_[0-9a-f]{32}\b/.exec(shown)?.[0];
  if (id === undefined) throw new Error(`a job's message without its id: ${shown}`);
  return (await admin.ask(JOB, { variables: { id }, data: jobSchema })).job;
}

/** @returns whether it is new */
function keep(seen: number[], percent: number): boolean {
  const last = seen.at(-1) ?? 0;
  if (percent < last) throw new Error(`the progress fell from ${last} % to ${percent} %`);
  const isNew = percent > last;
  if (isNew) seen.push(percent);
  return isNew;
}

/** What stands above the small print, on one line, without the marks by which Slack makes text bold or code. */
function readable({ slack }: Act, { shown }: SlackMessage): string {
  const lines = shown.split('\n');
  const end = lines.findIndex((line) => line.startsWith('asked for by'));
  const text = lines.slice(0, end === -1 ? undefined : end).join('  ');
  return text
    .replaceAll(/[*`]/g, '')
    .replaceAll(/<@(\w+)>/g, (_, id: string) => `@${slack.user(id).name}`)
    .replaceAll(/<!date\^[^|]*\|([^>]*)>/g, '$1');
}
