import { actorRecord, type Actor } from '@holdfast/db/domain/actor';
import { ACTIONS, mayDo, type Action } from '@holdfast/db/domain/rights';
import { builder } from '../builder.ts';
import { ActorType } from './actor.ts';
import { RoleEnum } from './access/enums.ts';

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the object is constant and has no other keys
const ACTION_NAMES = Object.keys(ACTIONS) as Action[];

const RightEnum = builder.enumType('Right', {
  description: 'Something that can be done.',
  values: Object.fromEntries(
    ACTION_NAMES.map((action) => [
      action.toUpperCase().replace('.', '_'),
      { value: action, description: `To ${ACTIONS[action].words}.` },
    ]),
  ),
});

const Viewer = builder.objectRef<Exclude<Actor, { type: 'system' }>>('Viewer').implement({
  description: 'Who you are and what you may do.',
  fields: (t) => ({
    actor: t.field({ type: ActorType, resolve: actorRecord }),
    name: t.string({
      nullable: true,
      description: "Your principal's name.",
      resolve: ({ principalId }, _args, ctx) => ctx.load.principalName(principalId),
    }),
    role: t.field({
      type: RoleEnum,
      description: "What you act with: on behalf of a Slack user, the weaker of the user's role and the bot's.",
      resolve: ({ role }) => role,
    }),
    rights: t.field({ type: [RightEnum], resolve: (actor) => ACTION_NAMES.filter((action) => mayDo(actor, action)) }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Who you are.',
    resolve: (_root, _args, { actor }) => {
      if (actor.type === 'system') throw new Error('the system sends no requests');
      return actor;
    },
  }),
);
