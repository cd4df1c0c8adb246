import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';
import { backUpWithoutWorker } from './without-worker.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;

const ITEM = `query Item($id: ID!) { protectedItem(id: $id) {
  suspectPoint { id }
  recoveryPoints(first: 2) { nodes { id suspicion {
    reasons { code text } lastGoodPoint { id } dismissedAt dismissedBy { type name }
  } } }
} }`;
const DISMISS = `mutation Dismiss($input: DismissSuspicionInput!) { dismissSuspicion(input: $input) {
  __typename
  ... on DismissSuspicionPayload { recoveryPoint { suspicion { dismissedAt } } }
  ... on Error { code }
} }`;

test('a point unlike those before it says so, and names the last good one, until someone dismisses it', async () => {
  const estate = await seedEstate(services);
  const sizes = { sizeBytes: 12e9, storedBytes: 1e9 };
  const usual: string[] = [];
  for (let made = 0; made < 7; made += 1) usual.push((await backUpWithoutWorker(services, estate, sizes)).pointId);
  const { pointId } = await backUpWithoutWorker(services, estate, { ...sizes, sizeBytes: 3.1e9 });
  const suspicion = {
    reasons: [{ code: 'MUCH_LESS_DATA', text: '3.1 GB instead of about 12 GB' }],
    lastGoodPoint: { id: usual.at(-1) },
    dismissedAt: null,
    dismissedBy: null,
  };
  expect((await gateway.ask(ITEM, { id: estate.itemId })).data).toEqual({
    protectedItem: {
      suspectPoint: { id: pointId },
      recoveryPoints: {
        nodes: [
          { id: pointId, suspicion },
          { id: usual.at(-1), suspicion: null },
        ],
      },
    },
  });
  const input = { recoveryPointId: pointId, idempotencyKey: randomUUID() };
  const { data } = await gateway.ask(DISMISS, { input });
  expect(data).toMatchObject({ dismissSuspicion: { __typename: 'DismissSuspicionPayload' } });
  const after = await gateway.ask(ITEM, { id: estate.itemId });
  expect(after.data).toMatchObject({ protectedItem: { suspectPoint: null } });
  expect(textAt(after.data, 'protectedItem.recoveryPoints.nodes.0.suspicion.dismissedBy.type')).toBe('TOKEN');
  const again = { recoveryPointId: usual[0], idempotencyKey: randomUUID() };
  expect((await gateway.ask(DISMISS, { input: again })).data).toMatchObject({
    dismissSuspicion: { __typename: 'Conflict', code: 'NOT_SUSPICIOUS' },
  });
});
