import type { Role, TokenScope } from '@holdfast/db/domain/actor';
import { builder } from '../../builder.ts';
import type { Described } from '../described.ts';

export const RoleEnum = builder.enumType('Role', {
  description: 'What someone may do. Each role may do all that the ones before it may.',
  values: {
    READER: { description: 'See everything but who may do what.' },
    OPERATOR: { description: 'Start, cancel and retry backups and restores; acknowledge and close alerts.' },
    CONTRIBUTOR: { description: 'Create and change policies, protect items.' },
    ADMIN: { description: 'Create vaults, principals and tokens. Never from Slack.' },
  } satisfies Described<Role>,
});

export const TokenScopeEnum = builder.enumType('TokenScope', {
  description: "What a token may be used for beyond its principal's own rights.",
  values: {
    ACT_FOR_SLACK: {
      value: 'act-for-slack' satisfies TokenScope,
      description:
        'May name a Slack user (headers X-Holdfast-Slack-Team and X-Holdfast-Slack-User) and then acts as the principal that user is linked to, with the weaker of both roles. Without naming one it can only read.',
    },
  },
});
