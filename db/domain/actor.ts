import type { Id } from './ids.ts';

/** Roles, weakest first; each may do all that those before it may. */
export const ROLES = ['READER', 'OPERATOR', 'CONTRIBUTOR', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** What a token may be used for beyond its principal's own rights. `act-for-slack`: name a Slack user to act for (DESIGN 4, On behalf). */
export const TOKEN_SCOPES = ['act-for-slack'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** The part of Holdfast that did something nobody asked for. */
export type SystemComponent =
  | 'worker'
  | 'gateway'
  | 'setup'
  | 'schedule'
  | 'retention'
  | 'prune'
  | 'verification'
  | 'assignment'
  | 'drills';

/**
 * Who did it. A Slack actor keeps the team and user that spoke and the token that carried the words, so that the audit can
 * name both.
 */
export type Actor =
  | {
      readonly type: 'system';
      readonly component: SystemComponent;
    }
  | {
      readonly type: 'token';
      readonly principalId: Id<'principal'>;
      readonly tokenId: Id<'apiToken'>;
      readonly role: Role;
    }
  | {
      readonly type: 'slack';
      readonly principalId: Id<'principal'>;
      readonly teamId: string;
      readonly userId: string;
      readonly viaTokenId: Id<'apiToken'>;
      readonly role: Role;
    };

/** An actor without the rights it happened to have: what is kept in jobs and in the audit log. */
export type ActorRecord =
  | { readonly type: 'system'; readonly component: string }
  | { readonly type: 'token'; readonly principalId: string; readonly tokenId: string }
  | {
      readonly type: 'slack';
      readonly principalId: string;
      readonly teamId: string;
      readonly userId: string;
      readonly viaTokenId: string;
    };

/** Who asked for a job that was rebuilt from a vault: no snapshot says. */
export const NOBODY_KNOWN = { type: 'system', component: 'rebuild' } as const satisfies ActorRecord;

/** What a part of Holdfast that did something is called. */
export function componentName(component: string): string {
  return component === NOBODY_KNOWN.component ? 'not known: rebuilt from the vault' : component;
}

/** The part of an actor that is worth remembering. */
export function actorRecord(actor: Actor): ActorRecord {
  if (actor.type === 'system') return actor;
  const { role: _role, ...record } = actor;
  return record;
}

/** The weaker of two roles: an actor on behalf has the intersection of both sides' rights. */
export function weakerRole(a: Role, b: Role): Role {
  return ROLES.indexOf(a) < ROLES.indexOf(b) ? a : b;
}
