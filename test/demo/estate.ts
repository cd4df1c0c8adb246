import { join } from 'node:path';
import { z } from 'zod';
import type { PostgresqlServer } from '../kit/postgresql-server.ts';
import type { SlackWorkspace } from '../kit/slack/workspace.ts';
import type { Administrator } from './administrator.ts';
import { DATABASE } from './sample-database.ts';

/** The channel in which everything is told. */
export const CHANNEL = 'backups';
/** What the protected folder is called. */
export const FOLDER_ITEM = 'documents';
/** What the protected database is called. */
export const DATABASE_ITEM = 'orders';

const named = z.object({ id: z.string() });

const CREATE_VAULT = {
  name: 'createVault',
  picks: 'vault { id } recoveryKitAt',
  payload: z.object({ vault: named, recoveryKitAt: z.string() }),
};
const CREATE_POLICY = { name: 'createPolicy', picks: 'policy { id }', payload: z.object({ policy: named }) };
const PROTECT_ITEM = { name: 'protectItem', picks: 'item { id }', payload: z.object({ item: named }) };
const CREATE_PRINCIPAL = {
  name: 'createPrincipal',
  picks: 'principal { id }',
  payload: z.object({ principal: named }),
};
const CREATE_TOKEN = { name: 'createApiToken', picks: 'token', payload: z.object({ token: z.string() }) };
const LINK_USER = { name: 'linkSlackUser', picks: 'principal { id }', payload: z.object({ principal: named }) };
const SUBSCRIBE = { name: 'subscribeChannel', picks: 'channel { id }', payload: z.object({ channel: named }) };

export interface ToProtect {
  /** A folder in which the vault's folder is made. */
  readonly vaults: string;
  readonly folder: string;
  readonly server: PostgresqlServer;
}

/** A vault, a policy, and two items under it. @returns where the gateway put the vault's recovery kit */
export async function protectAll(admin: Administrator, { vaults, folder, server }: ToProtect): Promise<string> {
  const vault = await admin.change(CREATE_VAULT, {
    name: 'main',
    path: join(vaults, 'main'),
    // All of it in one look: what the demo damages is found by the next.
    verifyDays: 1,
  });
  const { policy } = await admin.change(CREATE_POLICY, { name: 'standard', retentionDays: 30, keepReplacedDays: 7 });
  const under = { vaultId: vault.vault.id, policyId: policy.id };
  const { config, password } = server.source({ database: DATABASE });
  await admin.change(PROTECT_ITEM, { name: FOLDER_ITEM, ...under, source: { files: { path: folder } } });
  await admin.change(PROTECT_ITEM, { name: DATABASE_ITEM, ...under, source: { postgresql: { ...config, password } } });
  return vault.recoveryKitAt;
}

const ITEMS = 'query { protectedItems(first: 10) { nodes { id name } } }';
const itemsSchema = z.object({
  protectedItems: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }),
});
const UPDATE_ITEM = { name: 'updateItem', picks: 'item { id }', payload: z.object({ item: named }) };

/** Gives a rebuilt Holdfast the database's password, which is in no vault. */
export async function givePassword(admin: Administrator, server: PostgresqlServer): Promise<void> {
  const { protectedItems } = await admin.ask(ITEMS, { variables: {}, data: itemsSchema });
  const item = protectedItems.nodes.find(({ name }) => name === DATABASE_ITEM);
  if (!item) throw new Error(`the rebuilt catalogue has no item ${DATABASE_ITEM}`);
  await admin.change(UPDATE_ITEM, { itemId: item.id, password: server.superuser.password });
}

/** Who may do what from Slack: ada and grace are operators, kenji is nobody. @returns the bot's token */
export async function connectSlack(admin: Administrator, slack: SlackWorkspace): Promise<string> {
  const { teamId } = slack;
  for (const user of ['ada', 'grace']) {
    const { principal } = await admin.change(CREATE_PRINCIPAL, { name: slack.user(user).realName, role: 'OPERATOR' });
    await admin.change(LINK_USER, { principalId: principal.id, teamId, userId: slack.user(user).id });
  }
  await admin.change(SUBSCRIBE, { teamId, channelId: slack.channel(CHANNEL).id, name: CHANNEL });
  const bot = await admin.change(CREATE_PRINCIPAL, { name: 'slack bot', role: 'CONTRIBUTOR', isService: true });
  const given = { principalId: bot.principal.id, name: 'slack', scopes: ['ACT_FOR_SLACK'] };
  return (await admin.change(CREATE_TOKEN, given)).token;
}
