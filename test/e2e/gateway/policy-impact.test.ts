import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openGateway } from '../../kit/gateway.ts';
import { holdScheduleClock } from '../../kit/schedule-clock.ts';
import { seedPoints, seedRetained } from '../../contracts/db/retention-kit.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services, owner } = gateway;
const NOW = '2026-11-20T12:00:00Z';
const clock = await holdScheduleClock(owner, NOW);
beforeEach(() => clock.set(NOW));

const IMPACT = `query Impact($input: PolicyImpactInput!) { policyImpact(input: $input) {
  __typename
  ... on PolicyImpact {
    fingerprint items comesBackForDays missedCount
    gone { count storedBytes first { recoveryPointId itemName takenAt text } }
    back { count } before { runs longestGapSeconds } after { runs longestGapSeconds }
  }
  ... on Error { code }
  ... on InvalidInput { issues { path message } }
} }`;

const UPDATE = `mutation Update($input: UpdatePolicyInput!) { updatePolicy(input: $input) {
  __typename
  ... on UpdatePolicyPayload { policy { version retentionDays } }
  ... on Error { code remedy }
} }`;

const HOLD = `mutation Hold($input: HoldRecoveryPointInput!) { holdRecoveryPoint(input: $input) {
  ... on HoldRecoveryPointPayload { holdId recoveryPoint { state holds { id reason } keptBy { rule text } } }
  ... on Error { code }
} }`;

const RELEASE = `mutation Release($input: ReleaseHoldInput!) { releaseHold(input: $input) {
  ... on ReleaseHoldPayload { recoveryPoint { holds { id } } }
  ... on Error { code }
} }`;

const APPLY = `mutation Apply($input: ApplyRetentionInput!) { applyRetention(input: $input) {
  ... on ApplyRetentionPayload { job { operation status item { id } vault { id softDeleteDays } } }
  ... on Error { code }
} }`;

const FIVE_DAYS = [15, 16, 17, 18, 19].map((day) => `2026-11-${day}T02:00:00Z`);
const THREE_DAYS = { all: { keep: { days: 3 } } };

const ask = (document: string, input: object) => gateway.ask(document, { input });
const change = (document: string, input: object) => ask(document, { ...input, idempotencyKey: randomUUID() });

async function seed() {
  const estate = await seedRetained(owner, services, { all: { keep: { days: 10 } } });
  return { ...estate, ids: await seedPoints(owner, estate, FIVE_DAYS) };
}

/** As far as tests take it further. */
function fingerprintIn(data: unknown): string {
  return /"fingerprint":"([^"]+)"/.exec(JSON.stringify(data))?.[1] ?? '';
}

test('an edit that takes points is refused with what to do, shown, and then taken with the fingerprint of what was shown', async () => {
  const { policyId, ids } = await seed();
  const edit = { policyId, retention: THREE_DAYS };
  const refused = await change(UPDATE, edit);
  expect(refused.data).toMatchObject({
    updatePolicy: { code: 'IMPACT_NOT_SHOWN', remedy: expect.stringContaining('policyImpact') },
  });
  const shown = await ask(IMPACT, edit);
  expect(shown.errors).toEqual([]);
  expect(shown.data).toMatchObject({
    policyImpact: {
      items: 1,
      comesBackForDays: 14,
      gone: { count: 3, storedBytes: 300, first: [{ recoveryPointId: ids[2] }, {}, {}] },
      back: { count: 0 },
      before: { runs: 0, longestGapSeconds: null },
    },
  });
  const taken = await change(UPDATE, { ...edit, impact: fingerprintIn(shown.data) });
  expect(taken.data).toMatchObject({ updatePolicy: { policy: { version: 2, retentionDays: 3 } } });
});

test.for([
  [{ retention: { all: { keep: { days: 0 } } } }, 'retention.all.keep.days'],
  [{ withoutSchedule: true, schedule: { rules: [{ key: 'a', kind: 'DAILY', times: ['02:00'] }] } }, 'withoutSchedule'],
] as const)('an impact of an edit that cannot be says where it is wrong: %j', async ([edit, path]) => {
  const { policyId } = await seed();
  const { data } = await ask(IMPACT, { policyId, ...edit });
  expect(data).toMatchObject({ policyImpact: { __typename: 'InvalidInput', issues: [{ path }] } });
});

test('an impact on a policy that is not there says so', async () => {
  const { data } = await ask(IMPACT, { policyId: `pol_${'0'.repeat(31)}9`, retention: THREE_DAYS });
  expect(data).toMatchObject({ policyImpact: { code: 'NOT_FOUND' } });
});

test('a point is held with a reason that everyone reads, until it is released', async () => {
  const { ids } = await seed();
  const held = await change(HOLD, { recoveryPointId: ids[0], reason: 'case 17' });
  expect(held.data).toMatchObject({
    holdRecoveryPoint: {
      recoveryPoint: {
        state: 'AVAILABLE',
        holds: [{ reason: 'case 17' }],
        keptBy: [{ rule: 'ALL' }, { rule: 'HELD' }],
      },
    },
  });
  const holdId = /"holdId":"([^"]+)"/.exec(JSON.stringify(held.data))?.[1];
  expect((await change(RELEASE, { holdId })).data).toEqual({ releaseHold: { recoveryPoint: { holds: [] } } });
  expect((await change(RELEASE, { holdId })).data).toEqual({ releaseHold: { code: 'HOLD_RELEASED' } });
});

test('retention of a vault is asked for and is a job of that vault', async () => {
  const { vaultId } = await seed();
  expect((await change(APPLY, { vaultId })).data).toEqual({
    applyRetention: {
      job: { operation: 'RETENTION', status: 'QUEUED', item: null, vault: { id: vaultId, softDeleteDays: 14 } },
    },
  });
  expect((await change(APPLY, { vaultId })).data).toEqual({ applyRetention: { code: 'JOB_RUNNING' } });
});

test('an edit that would be refused is refused when its impact is asked for, and not only when it is made', async () => {
  const { policyId } = await seed();
  const rules = [{ key: 'logs', kind: 'INTERVAL', everyMinutes: 15, backupType: 'LOG' }];
  const edit = { policyId, schedule: { rules } };
  const refused = { code: 'BACKUP_TYPE_UNSUPPORTED' };
  expect((await ask(IMPACT, edit)).data).toMatchObject({ policyImpact: refused });
  expect((await change(UPDATE, edit)).data).toMatchObject({ updatePolicy: refused });
});
