import { bytes } from '@holdfast/bot/ui/format';
import { CHANNEL } from './estate.ts';
import { followJob, messagesNow } from './follow-job.ts';
import type { Act } from './stage.ts';

/** A step: someone types the command, and the channel shows what comes of it. */
export async function backUp(act: Act, step: { id: string; title: string; user: string; item: string }): Promise<void> {
  const { slack, say, recorder } = act;
  await recorder.step(step.id, step.title, async (note) => {
    const before = messagesNow(act);
    const line = `/backup now ${step.item}`;
    say(`       ${step.user} types in #${CHANNEL}: ${line}`);
    const said = await slack.command(step.user, CHANNEL, line);
    if (said.error !== undefined) throw new Error(`Slack shows ${step.user} ${said.error} for ${line}`);
    const { progress, channelProgress, recoveryPoint } = await followJob(act, `Backup of \`${step.item}\``, before);
    if (!recoveryPoint) throw new Error('the backup was done, and there is no recovery point');
    const { sizeBytes, storedBytes } = recoveryPoint;
    note({ bytes: sizeBytes, storedBytes, progress, channelProgress });
    say(
      `       ${bytes(sizeBytes)} are protected, ${bytes(storedBytes)} of it were stored: the rest was there or could be compressed`,
    );
  });
}
