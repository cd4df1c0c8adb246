import { channels } from '@holdfast/db/schema';
import { subscribeChannel } from '@holdfast/db/services/channel/subscribe';
import { unsubscribeChannel } from '@holdfast/db/services/channel/unsubscribe';
import { builder } from '../builder.ts';
import { ChannelStateEnum } from './channel-enums.ts';
import { existing } from './existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';

const Subscription = builder.drizzleNode('subscriptions', {
  name: 'ChannelSubscription',
  description: 'What a channel hears of: the jobs and alerts of everything, of one vault, or of one item.',
  id: { column: (subscription) => subscription.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    vault: t.relation('vault', { nullable: true, description: 'Null: not only of one vault.' }),
    item: t.relation('item', { nullable: true, description: 'Null: not only of one item.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

const Channel = builder.drizzleNode('channels', {
  name: 'Channel',
  description: 'A Slack channel that hears of things.',
  id: { column: (channel) => channel.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    teamId: t.exposeString('teamId', { description: "Slack's id of the workspace." }),
    slackId: t.exposeString('slackId', { description: "Slack's id of the channel." }),
    name: t.exposeString('name', { nullable: true }),
    state: t.field({
      type: ChannelStateEnum,
      description: 'What the last message sent there found.',
      select: { columns: { state: true } },
      resolve: ({ state }) => state,
    }),
    subscriptions: t.relation('subscriptions', { type: Subscription }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
  }),
});

builder.queryField('channels', (t) =>
  t.drizzleConnection({
    type: 'channels',
    description: 'All channels that ever subscribed, newest first.',
    totalCount: (_root, _args, { db }) => db.$count(channels),
    resolve: (query, _root, _args, { db }) => db.query.channels.findMany(query({ orderBy: { id: 'desc' } })),
  }),
);

const SubscribeChannelInput = builder.inputType('SubscribeChannelInput', {
  fields: (t) => ({
    teamId: t.string({ required: true, description: "Slack's id of the workspace: T…" }),
    channelId: t.string({ required: true, description: "Slack's id of the channel: C…" }),
    name: t.string({ description: 'What people call it.' }),
    vaultId: t.id({ description: 'Only what happens in this vault.' }),
    itemId: t.id({ description: 'Only what happens to this item.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UnsubscribeChannelInput = builder.inputType('UnsubscribeChannelInput', {
  fields: (t) => ({
    subscriptionId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

function channelPayload(name: string) {
  return builder.objectRef<{ channelId: string }>(name).implement({
    fields: (t) => ({
      channel: t.drizzleField({
        type: Channel,
        resolve: (query, { channelId }, _args, { db }) =>
          existing(db.query.channels.findFirst(query({ where: { id: channelId } }))),
      }),
    }),
  });
}

builder.mutationFields((t) => ({
  subscribeChannel: t.field({
    type: channelPayload('SubscribeChannelPayload'),
    description:
      'Has a Slack channel hear of jobs and alerts: of everything, of one vault, or of one item. Asking again changes nothing. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: SubscribeChannelInput, required: true }) },
    resolve: (_root, { input }, ctx) => subscribeChannel(ctx, requestOf(input)),
  }),
  unsubscribeChannel: t.field({
    type: channelPayload('UnsubscribeChannelPayload'),
    description: 'Ends a subscription. What is already followed there goes on to its end. Needs the role OPERATOR.',
    errors: {},
    args: { input: t.arg({ type: UnsubscribeChannelInput, required: true }) },
    resolve: (_root, { input }, ctx) => unsubscribeChannel(ctx, requestOf(input)),
  }),
}));
