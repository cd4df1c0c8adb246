import { expect, test } from 'vitest';
import { ROLES, weakerRole, type Actor, type Role } from './actor.ts';
import { newId } from './ids.ts';
import { ACTIONS, assertMayDo, mayDo, type Action } from './rights.ts';

const AT = new Date(1);

function tokenOf(role: Role): Actor {
  return { type: 'token', principalId: newId('principal', AT), tokenId: newId('apiToken', AT), role };
}

function slackUserOf(role: Role): Actor {
  const viaTokenId = newId('apiToken', AT);
  return { type: 'slack', principalId: newId('principal', AT), teamId: 'T1', userId: 'U1', viaTokenId, role };
}

/** Who may do what, written out a second time on purpose: R, O, C, A by token, then by Slack. */
const TABLE: readonly { action: Action; token: string; slack: string }[] = [
  { action: 'estate.read', token: 'ROCA', slack: 'ROCA' },
  { action: 'backup.request', token: 'OCA', slack: 'OCA' },
  { action: 'restore.request', token: 'OCA', slack: 'OCA' },
  { action: 'job.cancel', token: 'OCA', slack: 'OCA' },
  { action: 'job.retry', token: 'OCA', slack: 'OCA' },
  { action: 'alert.acknowledge', token: 'OCA', slack: 'OCA' },
  { action: 'vault.verify', token: 'OCA', slack: 'OCA' },
  { action: 'drill.request', token: 'OCA', slack: 'OCA' },
  { action: 'suspicion.dismiss', token: 'OCA', slack: 'OCA' },
  { action: 'vault.prune', token: 'CA', slack: 'CA' },
  { action: 'policy.write', token: 'CA', slack: 'CA' },
  { action: 'point.hold', token: 'CA', slack: 'CA' },
  { action: 'data.delete', token: 'A', slack: '' },
  { action: 'channel.write', token: 'OCA', slack: 'OCA' },
  { action: 'item.write', token: 'CA', slack: 'CA' },
  { action: 'vault.write', token: 'A', slack: '' },
  { action: 'site.write', token: 'A', slack: '' },
  { action: 'access.write', token: 'A', slack: '' },
];

const cases = TABLE.flatMap(({ action, token, slack }) =>
  ROLES.flatMap((role) => [
    { action, role, by: 'token', actor: tokenOf(role), may: token.includes(role.slice(0, 1)) },
    { action, role, by: 'Slack', actor: slackUserOf(role), may: slack.includes(role.slice(0, 1)) },
  ]),
);

test.for(cases)('$action as $role by $by: $may', ({ action, actor, may }) => {
  expect(mayDo(actor, action)).toBe(may);
  if (may) expect(() => assertMayDo(actor, action)).not.toThrow();
  else
    expect(() => assertMayDo(actor, action)).toThrow(
      expect.objectContaining({ code: 'NOT_AUTHORIZED', fault: 'USER' }),
    );
});

test('the table above names every action', () => {
  expect(TABLE.map(({ action }) => action).toSorted()).toEqual(Object.keys(ACTIONS).toSorted());
});

test('the system may do everything: it acts on what was authorised before', () => {
  for (const { action } of TABLE) {
    expect(mayDo({ type: 'system', component: 'worker' }, action)).toBe(true);
  }
});

test('a refusal names the role that would be needed', () => {
  expect(() => assertMayDo(tokenOf('READER'), 'policy.write')).toThrow(
    expect.objectContaining({
      message: 'You may not create or change a policy.',
      cause: 'This needs the role CONTRIBUTOR.',
    }),
  );
});

test('an administrator in Slack is told that administration is not done there', () => {
  expect(() => assertMayDo(slackUserOf('ADMIN'), 'vault.write')).toThrow(
    expect.objectContaining({ cause: 'Administration is not done on behalf of a Slack user.' }),
  );
});

test('the weaker of two roles is the same whichever comes first', () => {
  for (const [strength, role] of ROLES.entries()) {
    for (const [otherStrength, other] of ROLES.entries()) {
      expect(weakerRole(role, other)).toBe(strength < otherStrength ? role : other);
    }
  }
});
