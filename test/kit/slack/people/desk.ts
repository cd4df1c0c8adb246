import type { PostOffice } from '../delivery/post-office.ts';
import type { JsonObject } from '../json.ts';
import type { Tickets } from '../state/tickets.ts';
import type { SlackChannel, SlackUser, WorkspaceState } from '../state/workspace-state.ts';

/** What people act on. */
export interface Desk {
  readonly state: WorkspaceState;
  readonly tickets: Tickets;
  readonly office: PostOffice;
  /** Full URL of a response ticket. */
  responseUrl(ticketId: string): string;
}

/** The verification token of old: Slack still sends it, nobody should look at it. */
export const LEGACY_TOKEN = 'legacy-verification-token';

/** What all interaction payloads have in common. */
export function interaction({ state }: Desk, user: SlackUser, type: string): JsonObject {
  return {
    type,
    team: { id: state.teamId, domain: state.teamDomain },
    user: { id: user.id, username: user.name, name: user.name, team_id: state.teamId },
    api_app_id: state.appId,
    token: LEGACY_TOKEN,
    is_enterprise_install: false,
    enterprise: null,
  };
}

/** As payloads name a channel: private ones and direct messages without their name. */
export function channelInPayload({ id, kind, name }: SlackChannel): { id: string; name: string } {
  const names = { public: name, private: 'privategroup', im: 'directmessage' };
  return { id, name: names[kind] };
}
