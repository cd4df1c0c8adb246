import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { InvalidInputError } from '@holdfast/db/domain/errors';
import { newId } from '@holdfast/db/domain/ids';
import * as tables from '@holdfast/db/schema';
import { requestRestore } from '@holdfast/db/services/job/request-restore';
import { createPolicy } from '@holdfast/db/services/policy/create';
import { protectItem } from '@holdfast/db/services/protected-item/protect';
import { createVault } from '@holdfast/db/services/vault/create';
import { HOSTILE_NAMES } from '../kit/hostile-names.ts';
import { backUp, onlyPoint } from '../kit/jobs.ts';
import { restorePoint } from '../kit/restores.ts';
import { listTree } from '../kit/tree.ts';
import { openWorld, protectFolder, type World } from '../kit/world.ts';

const LONG = { timeout: 180_000 };

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.startWorker();
}, 120_000);
afterAll(() => world[Symbol.asyncDispose]());

/** No shell took a name for a command, in any folder that one could have run in. */
function expectNothingRan(...folders: string[]): void {
  for (const folder of [process.cwd(), world.home, world.data, '/', ...folders]) {
    expect(readdirSync(folder), folder).not.toContain('canary');
  }
}

describe('names of files and folders are never more than names', () => {
  let folder: string;
  let itemId: string;
  let backedUp: string[];

  beforeAll(async () => {
    folder = join(world.data, "it's $(touch canary) ;`touch canary`\n-rf [a]*? 🗄️");
    mkdirSync(folder);
    for (const name of HOSTILE_NAMES) writeFileSync(join(folder, name), name);
    for (const name of HOSTILE_NAMES) {
      const inner = join(folder, `folder of ${HOSTILE_NAMES.indexOf(name)}`, name);
      mkdirSync(inner, { recursive: true });
      writeFileSync(join(inner, 'inside'), name);
    }
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/invalid-`), Buffer.from([0xff, 0xc0, 0x80, 0x0a])]),
      'no UTF-8',
    );
    backedUp = listTree(folder);
    ({ itemId } = await protectFolder(world, folder));
    await backUp(world, itemId);
  }, 120_000);

  beforeEach(() => expectNothingRan());

  test('all of them are backed up without a warning and come back as they were', LONG, async () => {
    expect(await onlyPoint(world, itemId)).toMatchObject({ warningCount: 0 });
    const path = join(world.data, 'whole');
    expect(await restorePoint(world, await onlyPoint(world, itemId), { path })).toMatchObject({
      status: 'COMPLETED',
      error: null,
    });
    expect(listTree(path)).toEqual(backedUp);
    expectNothingRan(path);
  });

  test('each can be chosen by its own name, and brings no other', LONG, async () => {
    const path = join(world.data, 'chosen $(touch canary)');
    const paths = [...HOSTILE_NAMES];
    expect(await restorePoint(world, await onlyPoint(world, itemId), { path, paths })).toMatchObject({
      status: 'COMPLETED',
      error: null,
    });
    expect(readdirSync(path).toSorted()).toEqual(paths.toSorted());
    expectNothingRan(path);
  });

  test.each(['*', '?', '**', '[a-z]', '{a,b}', 'back\\slash'])(
    'chosen alone, %j is that file and not a pattern',
    LONG,
    async (name) => {
      const path = join(world.data, 'alone');
      rmSync(path, { recursive: true, force: true });
      expect((await restorePoint(world, await onlyPoint(world, itemId), { path, paths: [name] })).status).toBe(
        'COMPLETED',
      );
      expect(readdirSync(path)).toEqual([name]);
    },
  );

  test('as patterns they choose and exclude files, and run nothing', LONG, async () => {
    const patterns = [...HOSTILE_NAMES].filter((name) => !/^[*?]+$/.test(name) && !name.startsWith('!'));
    const chosen = await protectAgain({ include: patterns });
    expect((await backUp(world, chosen)).status).toBe('COMPLETED');
    const excluded = await protectAgain({ exclude: patterns });
    expect((await backUp(world, excluded)).status).toBe('COMPLETED');
    const path = join(world.data, 'rest');
    expect((await restorePoint(world, await onlyPoint(world, excluded), { path })).status).toBe('COMPLETED');
    const left = readdirSync(path).filter((name) => !name.startsWith('folder of') && !name.startsWith('invalid'));
    expect(left.toSorted()).toEqual(['!negated', '*', '**', '?']);
    expectNothingRan(path);
  });

  async function protectAgain(patterns: { include?: string[]; exclude?: string[] }): Promise<string> {
    const [item] = await world.store.db.select().from(tables.protectedItems);
    const { vaultId, policyId } = item ?? {};
    const source = { kind: 'FILES', config: { path: folder, ...patterns } };
    const input = { name: Object.keys(patterns).join(' '), vaultId, policyId, source };
    return (await protectItem(world.ctx, { input, idempotencyKey: world.key() })).itemId;
  }
});

/** How many rows the tables have that a request may write to. */
async function rows(): Promise<Record<string, number>> {
  const { auditLog, idempotencyKeys, jobs, policies, protectedItems, repositories, vaults } = tables;
  const written = { auditLog, idempotencyKeys, jobs, policies, protectedItems, repositories, vaults };
  const counts = Object.entries(written).map(
    async ([name, table]) => [name, await world.store.db.$count(table)] as const,
  );
  return Object.fromEntries(await Promise.all(counts));
}

type Request = { readonly input: unknown; readonly idempotencyKey: string };
type Door = (request: Request) => Promise<unknown>;

const doors = (): Record<string, Door> => ({
  createVault: (request) => createVault(world.ctx, request),
  createPolicy: (request) => createPolicy(world.ctx, request),
  protectItem: (request) => protectItem(world.ctx, request),
  requestRestore: (request) => requestRestore(world.ctx, request),
});

/** Every text input of every request, as a request that holds `text` there and is right in all else. */
function inputsWith(text: string): { door: string; where: string; request: Request }[] {
  const now = world.ctx.clock.now();
  const vault = { name: 'fine', path: '/srv/fine' };
  const files = { path: '/srv/fine' };
  const item = { name: 'fine', vaultId: newId('vault', now), policyId: newId('policy', now) };
  const itemWith = (config: object) => ({ ...item, source: { kind: 'FILES', config: { ...files, ...config } } });
  const point = { recoveryPointId: newId('recoveryPoint', now) };
  const inputs: [string, string, unknown][] = [
    ['createVault', 'name', { ...vault, name: text }],
    ['createVault', 'region', { ...vault, region: text }],
    ['createVault', 'siteId', { ...vault, siteId: text }],
    ['createVault', 'path', { ...vault, path: `/${text}` }],
    ['createPolicy', 'name', { name: text }],
    ['protectItem', 'name', { ...itemWith({}), name: text }],
    ['protectItem', 'vaultId', { ...itemWith({}), vaultId: text }],
    ['protectItem', 'policyId', { ...itemWith({}), policyId: text }],
    ['protectItem', 'tag name', { ...itemWith({}), tags: { [text]: 'fine' } }],
    ['protectItem', 'tag value', { ...itemWith({}), tags: { fine: text } }],
    ['protectItem', 'kind', { ...item, source: { kind: text, config: files } }],
    ['protectItem', 'path', itemWith({ path: `/${text}` })],
    ['protectItem', 'include', itemWith({ include: [text] })],
    ['protectItem', 'exclude', itemWith({ exclude: [text] })],
    ['protectItem', 'unknown field', itemWith({ [text]: 'fine' })],
    ['requestRestore', 'recoveryPointId', { recoveryPointId: text }],
    ['requestRestore', 'paths', { ...point, paths: [text] }],
    ['requestRestore', 'target.path', { ...point, target: { path: `/${text}` } }],
    ['requestRestore', 'target.conflict', { ...point, target: { conflict: text } }],
  ];
  const requests = inputs.map(([door, where, input]) => ({
    door,
    where,
    request: { input, idempotencyKey: world.key() },
  }));
  const keyed = { input: { name: 'fine' }, idempotencyKey: text };
  return [...requests, { door: 'createPolicy', where: 'idempotencyKey', request: keyed }];
}

describe('input that cannot be meant is refused at every text input, and nothing is changed', () => {
  test.each([
    ['10,000 characters', 'x'.repeat(10_000)],
    ['10,000 characters of four bytes', '🗄'.repeat(5_000)],
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud800b'],
  ])('%s', LONG, async (_, text) => {
    const before = await rows();
    for (const { door, where, request } of inputsWith(text)) {
      const ask = doors()[door];
      const refusal = await ask?.(request).catch((error: unknown) => error);
      expect(refusal, `${door}, ${where}`).toBeInstanceOf(InvalidInputError);
    }
    expect(await rows()).toEqual(before);
  });

  test('a name that is more than a name is refused or kept as it is; either way it is not executed', LONG, async () => {
    for (const [index, name] of HOSTILE_NAMES.entries()) {
      const before = await rows();
      const input = { name, path: `/srv/${index}/${name}` };
      const made = await createVault(world.ctx, { input, idempotencyKey: name }).catch((error: unknown) => error);
      if (made instanceof InvalidInputError) expect(await rows()).toEqual(before);
      else expect(await namesOf(tables.vaults)).toContain(name.trim());
    }
    expectNothingRan();
  });

  test.each([
    ['longer than a name may be', `/${'x'.repeat(4_000)}`],
    ['as long as a path may be', `/${'x/'.repeat(2_000)}x`],
    ['made of SQL', "/srv/'; DROP TABLE jobs; --"],
    ['made of shell', '/srv/$(touch canary)/`touch canary`'],
  ])('a path %s is told by the worker with a cause, or used as it is', LONG, async (title, path) => {
    const [item] = await world.store.db.select().from(tables.protectedItems);
    const { vaultId, policyId } = item ?? {};
    const input = {
      name: title,
      vaultId,
      policyId,
      source: { kind: 'FILES', config: { path: `${world.data}${path}`.slice(0, 4096) } },
    };
    const { itemId } = await protectItem(world.ctx, { input, idempotencyKey: world.key() });
    const job = await backUp(world, itemId);
    expect(job.status).toBe('FAILED');
    expect(['PATH_UNUSABLE', 'SOURCE_MISSING']).toContain(job.error?.code);
    const point = await onlyPoint(world, item?.id ?? '');
    const restore = await restorePoint(world, point, { path: input.source.config.path });
    expect([undefined, 'PATH_UNUSABLE']).toContain(restore.error?.code);
    expectNothingRan();
  });
});

async function namesOf(table: typeof tables.vaults): Promise<string[]> {
  return (await world.store.db.select().from(table)).map(({ name }) => name);
}
