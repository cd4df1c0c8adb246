import { randomUUID } from 'node:crypto';
import type { Actor, Role } from '@holdfast/db/domain/actor';
import { newId, type Id } from '@holdfast/db/domain/ids';
import type { Context, Services } from '@holdfast/db/services/context';
import type { MutationRequest } from '@holdfast/db/services/mutation';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { ensureSite } from '@holdfast/db/services/site/ensure';
import { createVault } from '@holdfast/db/services/vault/create';
import { registerWorker } from '@holdfast/db/services/worker/register';

/** A site with a worker, a vault, a policy and one protected folder. */
export interface Estate {
  readonly siteId: string;
  readonly workerId: Id<'worker'>;
  readonly vaultId: string;
  readonly policyId: string;
  readonly itemId: string;
}

export interface EstatePlaces {
  /** Where the vault keeps its data. */
  readonly vaultPath?: string;
  /** The folder that is protected. */
  readonly sourcePath?: string;
  readonly siteName?: string;
}

/**
 * Makes an estate the way a person would: through the services, as an administrator. Its site and its names are its own,
 * so that a database can hold many.
 */
export async function seedEstate(services: Services, places: EstatePlaces = {}): Promise<Estate> {
  const admin = as(services, 'ADMIN');
  const own = randomUUID().slice(0, 8);
  const siteId = await ensureSite(services, places.siteName ?? `site ${own}`);
  const workerId = await registerTestWorker(services, siteId);
  const vault = { name: `vault ${own}`, siteId, path: places.vaultPath ?? '/srv/vault' };
  const { vaultId } = await createVault(admin, request(vault));
  const { policyId } = await createPolicy(admin, request({ name: `policy ${own}` }));
  const item = { name: `item ${own}`, path: places.sourcePath ?? '/srv/data' };
  const { itemId } = await protectFolder(admin, { vaultId, policyId, ...item });
  return { siteId, workerId, vaultId, policyId, itemId };
}

/** Puts one more folder under a policy. */
export async function protectFolder(
  ctx: Context,
  folder: { vaultId: string; policyId: string; name: string; path: string },
): Promise<{ itemId: string }> {
  const { path, ...rest } = folder;
  return protectItem(ctx, request({ ...rest, source: { kind: 'FILES', config: { path } } }));
}

/** Puts the databases of a server under a policy. */
export async function protectServer(
  ctx: Context,
  server: { vaultId: string; policyId: string; name: string; config: object; password?: string },
): Promise<{ itemId: string }> {
  const { config, password, ...rest } = server;
  return protectItem(ctx, request({ ...rest, source: { kind: 'POSTGRESQL', config, password } }));
}

/** One more worker of a site, as a process that does not exist. */
export async function registerTestWorker(services: Services, siteId: string): Promise<Id<'worker'>> {
  return registerWorker(services, { siteId, hostId: 'test-host', pid: 1, pidStart: '1' });
}

/** The services in the hands of a new principal of this role, who came with an API token. */
export function as(services: Services, role: Role): Context {
  return { ...services, actor: tokenActor(services, role) };
}

export function tokenActor(services: Services, role: Role): Extract<Actor, { type: 'token' }> {
  const now = services.clock.now();
  return { type: 'token', principalId: newId('principal', now), tokenId: newId('apiToken', now), role };
}

/** The services in the hands of a Slack user whose principal has this role. */
export function asSlackUser(services: Services, role: Role): Context {
  const { principalId, tokenId } = tokenActor(services, role);
  const actor: Actor = { type: 'slack', principalId, teamId: 'T1', userId: 'U1', viaTokenId: tokenId, role };
  return { ...services, actor };
}

/** An input under a new idempotency key: an intent of its own. */
export function request(input: unknown): MutationRequest {
  return { input, idempotencyKey: randomUUID() };
}
