import { apiTokens, principals } from '@holdfast/db/schema';
import { builder } from '../../builder.ts';
import { RoleEnum, TokenScopeEnum } from './enums.ts';

const ADMINISTRATORS = { may: 'access.write' } as const;

builder.drizzleNode('principals', {
  name: 'Principal',
  description: 'Someone or something that can be given rights. Needs the role ADMIN.',
  authScopes: ADMINISTRATORS,
  id: { column: (principal) => principal.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    role: t.expose('role', { type: RoleEnum }),
    isService: t.exposeBoolean('isService', { description: 'A program, not a person.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    disabledAt: t.expose('disabledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when it may do nothing.',
    }),
  }),
});

builder.drizzleNode('apiTokens', {
  name: 'ApiToken',
  description: 'A token, without its text: that is kept nowhere. Needs the role ADMIN.',
  authScopes: ADMINISTRATORS,
  id: { column: (token) => token.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    principalId: t.exposeID('principalId', { description: 'Whose rights it carries.' }),
    scopes: t.expose('scopes', { type: [TokenScopeEnum] }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true }),
    revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
  }),
});

builder.queryFields((t) => ({
  principals: t.drizzleConnection({
    type: 'principals',
    authScopes: ADMINISTRATORS,
    description: 'Everyone who can be given rights, by name. Needs the role ADMIN.',
    totalCount: (_root, _args, { db }) => db.$count(principals),
    resolve: (query, _root, _args, { db }) => db.query.principals.findMany(query({ orderBy: { name: 'asc' } })),
  }),
  apiTokens: t.drizzleConnection({
    type: 'apiTokens',
    authScopes: ADMINISTRATORS,
    description: 'All tokens, newest first. Needs the role ADMIN.',
    totalCount: (_root, _args, { db }) => db.$count(apiTokens),
    resolve: (query, _root, _args, { db }) => db.query.apiTokens.findMany(query({ orderBy: { id: 'desc' } })),
  }),
}));
