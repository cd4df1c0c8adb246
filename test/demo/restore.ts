import { duration } from '@holdfast/bot/ui/format';
import { followJob, messagesNow } from './follow-job.ts';
import { askForRestore, type Wish } from './restore-modal.ts';
import type { Act } from './stage.ts';

/** A step: someone asks for a restore in the modal, and the channel shows what comes of it. */
export async function restore(act: Act, step: { id: string; title: string; wish: Wish }): Promise<void> {
  await act.recorder.step(step.id, step.title, async (note) => {
    const before = messagesNow(act);
    await askForRestore(act, step.wish);
    const { progress, channelProgress, restored } = await followJob(act, `Restore of \`${step.wish.item}\``, before);
    if (!restored) throw new Error('the restore was done, and nothing was restored');
    note({ bytes: restored.bytes, restoreMs: restored.durationMs, progress, channelProgress });
    act.say(`       measured restore time: ${duration(restored.durationMs)}`);
  });
}
