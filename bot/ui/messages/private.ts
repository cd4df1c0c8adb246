import { section, type SlackMessage } from '../blocks.ts';
import { code } from '../escape.ts';
import type { JobView } from '../views.ts';
import { jobHeadline, jobNotification } from './job.ts';

/** Told to who asked, alone: the job goes its way, but its message cannot be posted where it was asked for. */
export function notInChannelMessage({
  channelId,
  view,
}: {
  readonly channelId: string;
  readonly view: JobView;
}): SlackMessage {
  const where = /^[CG][A-Z0-9]{2,}$/.test(channelId) ? `<#${channelId}>` : 'that channel';
  return {
    text: `${jobNotification(view)}. I cannot post in ${where}: invite me there.`,
    blocks: [
      section(
        jobHeadline(view),
        `I cannot post in ${where}, because I am not in it. Type \`/invite\` there and choose me: from the next job on its message appears there.`,
        `Until then \`/backup jobs\` shows how it goes. This one is ${code(view.id)}.`,
      ),
    ],
  };
}
