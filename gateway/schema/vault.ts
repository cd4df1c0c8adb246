import { vaults } from '@holdfast/db/schema';
import { keepRecoveryKit } from '@holdfast/db/services/vault/keep-recovery-kit';
import { createVault } from '@holdfast/db/services/vault/create';
import { updateVault } from '@holdfast/db/services/vault/update';
import { loggable } from '@holdfast/db/process/loggable';
import { builder } from '../builder.ts';
import type { GatewayContext } from '../context.ts';
import { IDEMPOTENCY_KEY, requestOf } from './mutation-input.ts';
import { existing } from './existing.ts';
import { RepositoryLease } from './repository-lease.ts';
import { parentId } from './parent-id.ts';
import { VaultVerification } from './verification/vault-verification.ts';

const Repository = builder.drizzleObject('repositories', {
  name: 'Repository',
  description: 'A restic repository of a vault. An item stays in the one it began in.',
  select: { columns: { id: true } },
  fields: (t) => ({
    id: t.exposeID('id'),
    siteId: t.exposeID('siteId', { description: 'The site that reaches it.' }),
    location: t.string({
      description: 'Where it is, without credentials.',
      select: { columns: { url: true } },
      resolve: ({ url }) => url.replace(/\/\/[^/@]*@/, '//'),
    }),
    initialisedAt: t.expose('initialisedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was made on disk: by the first backup. Null until then.',
    }),
    lease: t.relation('lease', {
      type: RepositoryLease,
      nullable: true,
      description: 'Which job holds it so that nobody disturbs it; null where none does.',
    }),
  }),
});

builder.drizzleNode('vaults', {
  name: 'Vault',
  description: 'Where recovery points are kept, encrypted and apart from the data.',
  id: { column: (vault) => vault.id },
  select: { columns: { id: true } },
  fields: (t) => ({
    name: t.exposeString('name'),
    region: t.exposeString('region'),
    softDeleteDays: t.exposeInt('softDeleteDays', {
      description: 'For how many days at least a deleted recovery point can be brought back.',
    }),
    maxJobs: t.exposeInt('maxJobs', {
      nullable: true,
      description: 'How many jobs at once move data to or from it; null: as many as its site lets run.',
    }),
    verification: t.field({
      type: VaultVerification,
      description: 'How what it holds is checked, what was read of it, and what was found.',
      select: { columns: { id: true } },
      complexity: { field: 10, multiplier: 1 },
      resolve: ({ id }, _args, { load }) => load.verificationOf(id),
    }),
    nextRetentionAt: t.expose('nextRetentionAt', {
      type: 'DateTime',
      description: 'When retention is applied next to what it holds.',
    }),
    nextPruneAt: t.expose('nextPruneAt', {
      type: 'DateTime',
      description: 'When it looks next whether space can be reclaimed that no recovery point needs any more.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    repositories: t.relation('repositories', { type: Repository, query: { orderBy: { id: 'asc' } } }),
    items: t.relatedConnection(
      'items',
      {
        description: 'What is protected in this vault, by name.',
        query: { orderBy: { name: 'asc' } },
      },
      {
        fields: (t) => ({
          totalCount: t.int({
            complexity: 10,
            resolve: (connection, _args, ctx) => ctx.load.itemsOfVault(parentId(connection)),
          }),
        }),
      },
    ),
  }),
});

builder.queryFields((t) => ({
  vault: t.drizzleField({
    type: 'vaults',
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db }) => db.query.vaults.findFirst(query({ where: { id } })),
  }),
  vaults: t.drizzleConnection({
    type: 'vaults',
    description: 'All vaults, by name.',
    totalCount: (_root, _args, { db }) => db.$count(vaults),
    resolve: (query, _root, _args, { db }) => db.query.vaults.findMany(query({ orderBy: { name: 'asc' } })),
  }),
}));

const CreateVaultInput = builder.inputType('CreateVaultInput', {
  fields: (t) => ({
    name: t.string({
      required: true,
      description: 'Unlike that of any other vault. Letters, digits, spaces, dots, dashes and underscores.',
    }),
    region: t.string({ description: 'Where it is, in your words. Default: local.' }),
    siteId: t.id({ description: 'The site whose disk holds it. May be left out while there is only one.' }),
    softDeleteDays: t.int({
      description: 'For how many days at least a deleted recovery point can be brought back: 7 to 180. Default: 14.',
    }),
    maxJobs: t.int({
      description: 'How many jobs at once move data to or from it: 1 to 1000. Default: as many as its site lets run.',
    }),
    verifyDays: t.int({
      description:
        'Within how many days all that it holds is read and checked, a share each day: 1 to 256. Default: 30.',
    }),
    withoutVerification: t.boolean({ description: 'True: it is never checked by itself.' }),
    path: t.string({
      required: true,
      description: "The folder that holds it: an absolute path on the site's machine, used by nothing else.",
    }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateVaultInput = builder.inputType('UpdateVaultInput', {
  fields: (t) => ({
    vaultId: t.id({ required: true }),
    maxJobs: t.int({ description: 'How many jobs at once move data to or from it: 1 to 1000.' }),
    withoutMaxJobs: t.boolean({ description: 'True takes the limit away.' }),
    verifyDays: t.int({
      description: 'Within how many days all that it holds is read and checked, a share each day: 1 to 256.',
    }),
    withoutVerification: t.boolean({ description: 'True: it is never checked by itself.' }),
    idempotencyKey: t.string(IDEMPOTENCY_KEY),
  }),
});

const UpdateVaultPayload = builder.objectRef<{ vaultId: string }>('UpdateVaultPayload').implement({
  fields: (t) => ({
    vault: t.drizzleField({
      type: 'vaults',
      resolve: (query, { vaultId }, _args, { db }) =>
        existing(db.query.vaults.findFirst(query({ where: { id: vaultId } }))),
    }),
  }),
});

builder.mutationField('updateVault', (t) =>
  t.field({
    type: UpdateVaultPayload,
    description:
      'Changes how many jobs at once move data to or from a vault, and within how many days all of it is read. What runs goes on. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: UpdateVaultInput, required: true }) },
    resolve: (_root, { input }, ctx) => updateVault(ctx, requestOf(input)),
  }),
);

const CreateVaultPayload = builder
  .objectRef<{ vaultId: string; recoveryKitAt: string | null }>('CreateVaultPayload')
  .implement({
    fields: (t) => ({
      recoveryKitAt: t.exposeString('recoveryKitAt', {
        nullable: true,
        description:
          "The file on the gateway's machine that says where the vault is and how to open it. Keep a copy of it somewhere " +
          'else: with it every recovery point can be restored when Holdfast is gone. Null where it could not be written; ' +
          "the gateway's log says why, and it is written at its next start.",
      }),
      vault: t.drizzleField({
        type: 'vaults',
        resolve: (query, { vaultId }, _args, { db }) =>
          existing(db.query.vaults.findFirst(query({ where: { id: vaultId } }))),
      }),
    }),
  });

builder.mutationField('createVault', (t) =>
  t.field({
    type: CreateVaultPayload,
    description: 'Makes a vault on the disk of a site. Its key is random and kept sealed. Needs the role ADMIN.',
    errors: {},
    args: { input: t.arg({ type: CreateVaultInput, required: true }) },
    resolve: async (_root, { input }, ctx) => {
      const { vaultId } = await createVault(ctx, requestOf(input));
      return { vaultId, recoveryKitAt: await kitOf(ctx, vaultId) };
    },
  }),
);

/** The vault is made by now: that its kit could not be written is told, and does not undo it. */
async function kitOf(ctx: GatewayContext, vaultId: string): Promise<string | null> {
  try {
    const { path, isNew } = await keepRecoveryKit(ctx, ctx.home, vaultId);
    if (isNew) ctx.log.warn(`The new vault's recovery kit is in ${path}. Keep a copy of it somewhere else.`);
    return path;
  } catch (error) {
    ctx.log.error({ error: loggable(error), vaultId }, 'the recovery kit could not be written');
    return null;
  }
}
