import type { ChannelState } from '@holdfast/db/domain/outbox';
import { builder } from '../builder.ts';
import type { Described } from './described.ts';

export const ChannelStateEnum = builder.enumType('ChannelState', {
  description: 'Whether a channel takes messages.',
  values: {
    OK: { description: 'It does, as far as is known.' },
    NOT_IN_CHANNEL: { description: 'The bot is not in it: invite it.' },
    GONE: { description: 'It is archived or was deleted.' },
  } satisfies Described<ChannelState>,
});
