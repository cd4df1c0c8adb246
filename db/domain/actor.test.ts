import { expect, test } from 'vitest';
import { actorRecord } from './actor.ts';
import { newId } from './ids.ts';

const principalId = newId('principal', new Date(1));
const tokenId = newId('apiToken', new Date(1));

test('what is kept of a Slack actor names the user and the token that carried the words, and no role', () => {
  const actor = { type: 'slack', principalId, teamId: 'T1', userId: 'U1', viaTokenId: tokenId, role: 'ADMIN' } as const;
  expect(actorRecord(actor)).toEqual({ type: 'slack', principalId, teamId: 'T1', userId: 'U1', viaTokenId: tokenId });
});

test('what is kept of a token actor names principal and token, and no role', () => {
  expect(actorRecord({ type: 'token', principalId, tokenId, role: 'READER' })).toEqual({
    type: 'token',
    principalId,
    tokenId,
  });
});

test('what is kept of the system names its part', () => {
  expect(actorRecord({ type: 'system', component: 'worker' })).toEqual({ type: 'system', component: 'worker' });
});
