import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { IdempotencyMismatchError, InvalidInputError, NotAuthorizedError } from '@holdfast/db/domain/errors';
import { newId } from '@holdfast/db/domain/ids';
import { policies } from '@holdfast/db/schema';
import type { Context } from '@holdfast/db/services/context';
import { mutate, type MutationRequest } from '@holdfast/db/services/mutation';
import { as, asSlackUser, request } from '../../kit/estate.ts';
import { openServices } from '../../kit/services.ts';
import { atOnce, everything, split } from './kit.ts';

const kit = await openServices();
afterAll(() => kit.close());
const { services, owner } = kit;

const schema = z.strictObject({ name: z.string().trim(), days: z.int().default(30) });
const mutation = { name: 'makePolicy', action: 'policy.write', schema } as const;

/** A mutation that makes a policy and may then be told to fail. */
async function makePolicy(
  ctx: Context,
  asked: MutationRequest,
  then: () => void = () => undefined,
): Promise<{ policyId: string }> {
  return mutate(ctx, { ...asked, mutation }, async (tx, { name, days }) => {
    const policyId = newId('policy', services.clock.now());
    const retention = { all: { keep: { days } } };
    await tx.insert(policies).values({ id: policyId, name, retention, keepReplacedDays: 1 });
    then();
    return { policyId };
  });
}

async function policiesNamed(name: string): Promise<number> {
  return (await owner`select from policies where name = ${name}`).length;
}

function named(input: Record<string, unknown> = {}): { name: string } {
  return { name: randomUUID(), ...input };
}

test('twenty requests at once with one key make one change and get one answer', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const input = named();
  const asked = request(input);
  const { done, refused } = split(await atOnce(20, () => makePolicy(ctx, asked)));
  expect(refused).toEqual([]);
  expect(new Set(done.map((answer) => answer.policyId)).size).toBe(1);
  expect(await policiesNamed(input.name)).toBe(1);
});

test('the same key and input later give the first answer without doing the work', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const asked = request(named());
  const first = await makePolicy(ctx, asked);
  const before = await everything(owner);
  const again = await makePolicy(ctx, asked, () => {
    throw new Error('the work was done again');
  });
  expect(again).toEqual(first);
  expect(await everything(owner)).toEqual(before);
});

test('an input that reads the same counts as the same: order of fields, defaults, space around', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const { name } = named();
  const idempotencyKey = randomUUID();
  const first = await makePolicy(ctx, { input: { name }, idempotencyKey });
  expect(await makePolicy(ctx, { input: { days: 30, name: ` ${name} ` }, idempotencyKey })).toEqual(first);
});

test('the same key with another input is an error and changes nothing', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const { idempotencyKey, input } = request(named());
  await makePolicy(ctx, { input, idempotencyKey });
  const before = await everything(owner);
  await expect(makePolicy(ctx, { input: named(), idempotencyKey })).rejects.toThrow(IdempotencyMismatchError);
  expect(await everything(owner)).toEqual(before);
});

test('the same key and input for another mutation is an error too', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const asked = request(named());
  await makePolicy(ctx, asked);
  const other = { ...mutation, name: 'makeSomethingElse' };
  await expect(mutate(ctx, { ...asked, mutation: other }, async () => ({}))).rejects.toThrow(IdempotencyMismatchError);
});

test('of twenty requests at once with one key and different inputs one is done, the others are told', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const idempotencyKey = randomUUID();
  const { done, refused } = split(await atOnce(20, () => makePolicy(ctx, { input: named(), idempotencyKey })));
  expect(done).toHaveLength(1);
  expect(refused.every((error) => error instanceof IdempotencyMismatchError)).toBe(true);
});

test('work that fails changes nothing and leaves its key unused', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const input = named();
  const asked = request(input);
  const failing = makePolicy(ctx, asked, () => {
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await policiesNamed(input.name)).toBe(0);
  expect(await owner`select from idempotency_keys where key = ${asked.idempotencyKey}`).toHaveLength(0);
  await makePolicy(ctx, { ...asked, input: named() });
});

test('a request that waited for another one whose work failed does the work itself', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const input = named();
  const asked = request(input);
  let calls = 0;
  const outcomes = await atOnce(20, () =>
    makePolicy(ctx, asked, () => {
      calls += 1;
      if (calls < 3) throw new Error('not yet');
    }),
  );
  expect(split(outcomes).done).toHaveLength(18);
  expect(await policiesNamed(input.name)).toBe(1);
});

test('a key is kept for 30 days and can be used again after that, by one of twenty at once', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const { idempotencyKey, input } = request(named());
  await makePolicy(ctx, { input, idempotencyKey });
  const [kept] = await owner`
    select extract(day from expires_at - created_at)::int as days from idempotency_keys where key = ${idempotencyKey}`;
  expect(kept?.['days']).toBeOneOf([29, 30]);
  await owner`update idempotency_keys set expires_at = now() - interval '1 second' where key = ${idempotencyKey}`;
  const other = named();
  const { done, refused } = split(await atOnce(20, () => makePolicy(ctx, { input: other, idempotencyKey })));
  expect(refused).toEqual([]);
  expect(new Set(done.map((answer) => answer.policyId)).size).toBe(1);
  expect(await policiesNamed(other.name)).toBe(1);
});

test('who may not is refused before anything: no work, no key', async () => {
  const asked = request(named());
  const before = await everything(owner);
  const asking = makePolicy(as(services, 'OPERATOR'), asked, () => {
    throw new Error('the work was done');
  });
  await expect(asking).rejects.toThrow(NotAuthorizedError);
  expect(await everything(owner)).toEqual(before);
});

test('an answer is not given again to someone who may no longer ask', async () => {
  const ctx = as(services, 'CONTRIBUTOR');
  const asked = request(named());
  await makePolicy(ctx, asked);
  if (ctx.actor.type !== 'token') throw new Error('it is a token');
  await expect(makePolicy({ ...ctx, actor: { ...ctx.actor, role: 'READER' } }, asked)).rejects.toThrow(
    NotAuthorizedError,
  );
});

test('all that is wrong with an input is told at once, and nothing is changed', async () => {
  const before = await everything(owner);
  const sayingExtra: unknown = expect.stringContaining('extra');
  const asking = makePolicy(as(services, 'CONTRIBUTOR'), request({ name: 1, days: 'x', extra: true }));
  await expect(asking).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: 'name' }, { path: 'days' }, { message: sayingExtra }],
  });
  expect(await everything(owner)).toEqual(before);
});

test.for(['', 'x'.repeat(201), 'a\0b', '\ud800'])(
  'the key %j is refused as an invalid input',
  async (idempotencyKey) => {
    const asking = makePolicy(as(services, 'CONTRIBUTOR'), { input: named(), idempotencyKey });
    await expect(asking).rejects.toThrow(InvalidInputError);
  },
);

test('two principals may use the same key, each for its own', async () => {
  const idempotencyKey = randomUUID();
  const [one, other] = [named(), named()];
  const [first, second] = await Promise.all([
    makePolicy(as(services, 'CONTRIBUTOR'), { input: one, idempotencyKey }),
    makePolicy(as(services, 'CONTRIBUTOR'), { input: other, idempotencyKey }),
  ]);
  expect(first.policyId).not.toBe(second.policyId);
});

test('a principal has the same keys whether it comes by token or by Slack', async () => {
  const slack = asSlackUser(services, 'CONTRIBUTOR');
  if (slack.actor.type !== 'slack') throw new Error('it is a Slack user');
  const { principalId, viaTokenId: tokenId } = slack.actor;
  const asked = request(named());
  const first = await makePolicy(slack, asked);
  const token = { ...services, actor: { type: 'token', principalId, tokenId, role: 'CONTRIBUTOR' } } as const;
  expect(await makePolicy(token, asked)).toEqual(first);
});
