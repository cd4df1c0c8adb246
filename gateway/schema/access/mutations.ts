import { createPrincipal } from '@holdfast/db/services/access/create-principal';
import { createToken } from '@holdfast/db/services/access/create-token';
import { linkSlackUser } from '@holdfast/db/services/access/link-slack-user';
import { revokeToken } from '@holdfast/db/services/access/revoke-token';
import { builder } from '../../builder.ts';
import { RoleEnum, TokenScopeEnum } from './enums.ts';
import { existing } from '../existing.ts';
import { IDEMPOTENCY_KEY, requestOf } from '../mutation-input.ts';

const CreatePrincipalInput = builder.inputType('CreatePrincipalInput', {
  fields: (t) => ({
    name: t.string({ required: true, description: 'Unlike that of any other principal.' }),
    role: t.field({ type: RoleEnum, required: true }),
    isService: t.boolean({ description: 'A program, not a person. Default: false.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const CreateApiTokenInput = builder.inputType('CreateApiTokenInput', {
  fields: (t) => ({
    principalId: t.id({ required: true, description: 'Whose rights it carries.' }),
    name: t.string({ required: true, description: 'What it is for.' }),
    scopes: t.field({ type: [TokenScopeEnum], description: 'Default: none.' }),
    expiresAt: t.field({ type: 'DateTime', description: 'Absent: it counts until it is revoked.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const RevokeApiTokenInput = builder.inputType('RevokeApiTokenInput', {
  fields: (t) => ({
    tokenId: t.id({ required: true }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const LinkSlackUserInput = builder.inputType('LinkSlackUserInput', {
  fields: (t) => ({
    principalId: t.id({ required: true }),
    teamId: t.string({ required: true, description: "Slack's id of the workspace: T…" }),
    userId: t.string({ required: true, description: "Slack's id of the user: U…" }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

function principalPayload(name: string) {
  return builder.objectRef<{ principalId: string }>(name).implement({
    fields: (t) => ({
      principal: t.drizzleField({
        type: 'principals',
        resolve: (query, { principalId }, _args, { db }) =>
          existing(db.query.principals.findFirst(query({ where: { id: principalId } }))),
      }),
    }),
  });
}

const CreateApiTokenPayload = builder
  .objectRef<{ tokenId: string; text: string | undefined }>('CreateApiTokenPayload')
  .implement({
    fields: (t) => ({
      apiToken: t.drizzleField({
        type: 'apiTokens',
        resolve: (query, { tokenId }, _args, { db }) =>
          existing(db.query.apiTokens.findFirst(query({ where: { id: tokenId } }))),
      }),
      token: t.exposeString('text', {
        nullable: true,
        description:
          'The token itself, shown this once: keep it now. Null when the same request came before. If its answer was lost, revoke this token and make another.',
      }),
    }),
  });

const RevokeApiTokenPayload = builder.objectRef<{ tokenId: string }>('RevokeApiTokenPayload').implement({
  fields: (t) => ({
    apiToken: t.drizzleField({
      type: 'apiTokens',
      resolve: (query, { tokenId }, _args, { db }) =>
        existing(db.query.apiTokens.findFirst(query({ where: { id: tokenId } }))),
    }),
  }),
});

builder.mutationFields((t) => ({
  createPrincipal: t.field({
    type: principalPayload('CreatePrincipalPayload'),
    description: 'Makes someone or something that can be given rights. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: CreatePrincipalInput, required: true }) },
    resolve: (_root, { input }, ctx) => createPrincipal(ctx, requestOf(input)),
  }),
  createApiToken: t.field({
    type: CreateApiTokenPayload,
    description: 'Makes an API token. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: CreateApiTokenInput, required: true }) },
    resolve: (_root, { input }, ctx) => createToken(ctx, requestOf(input)),
  }),
  revokeApiToken: t.field({
    type: RevokeApiTokenPayload,
    description: 'Ends the validity of a token at once. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: RevokeApiTokenInput, required: true }) },
    resolve: (_root, { input }, ctx) => revokeToken(ctx, requestOf(input)),
  }),
  linkSlackUser: t.field({
    type: principalPayload('LinkSlackUserPayload'),
    description:
      'Says which principal a Slack user is. A Slack user stands for one principal at most. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: LinkSlackUserInput, required: true }) },
    resolve: (_root, { input }, ctx) => linkSlackUser(ctx, requestOf(input)),
  }),
}));
