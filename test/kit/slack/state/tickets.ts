import { randomBytes } from 'node:crypto';
import { SlackRefusal } from '../refusal.ts';
import type { WorkspaceState } from './workspace-state.ts';

const TRIGGER_LIVES_MS = 3_000;
const RESPONSE_URL_LIVES_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;

export interface Trigger {
  readonly id: string;
  readonly userId: string;
  readonly issuedAt: number;
  isUsed: boolean;
}

/** A response URL's rights: where it may post, and which message it may change. */
export interface ResponseTicket {
  readonly id: string;
  readonly userId: string;
  readonly channel: string;
  readonly threadTs: string | undefined;
  /** Of the message whose element was used; undefined for a command. */
  readonly messageTs: string | undefined;
  readonly issuedAt: number;
  uses: number;
}

/** What Slack hands out with an interaction and takes back once, or five times. */
export interface Tickets {
  trigger(userId: string): Trigger;
  /** @throws SlackRefusal `invalid_trigger_id`, `expired_trigger_id` after 3 s, `exchanged_trigger_id` the second time */
  exchange(triggerId: string): Trigger;
  response(ticket: Pick<ResponseTicket, 'userId' | 'channel' | 'threadTs' | 'messageTs'>): ResponseTicket;
  /** @throws SlackRefusal `invalid_url`, `expired_url` after 30 min, `used_url` the sixth time */
  useResponse(id: string): ResponseTicket;
}

export function createTickets(state: WorkspaceState): Tickets {
  const triggers = new Map<string, Trigger>();
  const responses = new Map<string, ResponseTicket>();
  return {
    trigger: (userId) => {
      const id = `${state.now()}.${state.teamId}.${randomBytes(8).toString('hex')}`;
      const trigger: Trigger = { id, userId, issuedAt: state.now(), isUsed: false };
      triggers.set(id, trigger);
      return trigger;
    },
    exchange: (triggerId) => {
      const trigger = triggers.get(triggerId);
      if (!trigger) throw new SlackRefusal('invalid_trigger_id');
      if (trigger.isUsed) throw new SlackRefusal('exchanged_trigger_id');
      if (state.now() - trigger.issuedAt > TRIGGER_LIVES_MS) throw new SlackRefusal('expired_trigger_id');
      trigger.isUsed = true;
      return trigger;
    },
    response: (ticket) => {
      const made: ResponseTicket = { ...ticket, id: randomBytes(12).toString('hex'), issuedAt: state.now(), uses: 0 };
      responses.set(made.id, made);
      return made;
    },
    useResponse: (id) => {
      const ticket = responses.get(id);
      if (!ticket) throw new SlackRefusal('invalid_url');
      if (state.now() - ticket.issuedAt > RESPONSE_URL_LIVES_MS) throw new SlackRefusal('expired_url');
      if (ticket.uses >= RESPONSE_URL_USES) throw new SlackRefusal('used_url');
      ticket.uses += 1;
      return ticket;
    },
  };
}
