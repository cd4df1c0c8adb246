import { componentName, type ActorRecord } from '@holdfast/db/domain/actor';
import { builder } from '../builder.ts';

const ActorTypeEnum = builder.enumType('ActorType', {
  values: {
    SYSTEM: { description: 'Holdfast itself.' },
    TOKEN: { description: 'An API token.' },
    SLACK: { description: 'A Slack user, over the bot.' },
  },
});

const TYPES = { system: 'SYSTEM', token: 'TOKEN', slack: 'SLACK' } as const;

/** Who did something, as it was remembered. */
export const ActorType = builder.objectRef<ActorRecord>('Actor').implement({
  description: 'Who did it.',
  fields: (t) => ({
    type: t.field({ type: ActorTypeEnum, resolve: ({ type }) => TYPES[type] }),
    name: t.string({
      nullable: true,
      description: "The principal's name, or the part of Holdfast that acted.",
      resolve: (actor, _args, ctx) =>
        actor.type === 'system' ? componentName(actor.component) : ctx.load.principalName(actor.principalId),
    }),
    principalId: t.id({
      nullable: true,
      description: 'The principal with whose rights it was done.',
      resolve: (actor) => (actor.type === 'system' ? null : actor.principalId),
    }),
    tokenId: t.id({
      nullable: true,
      description: 'The token that was used, or that carried the words of the Slack user.',
      resolve: (actor) => (actor.type === 'token' ? actor.tokenId : actor.type === 'slack' ? actor.viaTokenId : null),
    }),
    slackTeamId: t.string({ nullable: true, resolve: (actor) => (actor.type === 'slack' ? actor.teamId : null) }),
    slackUserId: t.string({ nullable: true, resolve: (actor) => (actor.type === 'slack' ? actor.userId : null) }),
  }),
});
