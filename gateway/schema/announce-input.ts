import { builder } from '../builder.ts';

const SlackPlaceInput = builder.inputType('SlackPlaceInput', {
  fields: (t) => ({
    teamId: t.string({ required: true, description: "Slack's id of the workspace: T…" }),
    channelId: t.string({ required: true, description: "Slack's id of the channel: C…" }),
  }),
});

/** Where someone asked, for a job's message. */
export const ANNOUNCE = {
  type: SlackPlaceInput,
  description:
    "Where it was asked for: the job's message goes there too. Only for requests made for a Slack user of that workspace.",
} as const;
