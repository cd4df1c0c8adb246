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
const TABLE: Record<Action, { token: string; slack: string }> = {
  'estate.read': { token: 'ROCA', slack: 'ROCA' },
  'backup.request': { token: 'OCA', slack: 'OCA' },
  'restore.request': { token: 'OCA', slack: 'OCA' },
  'job.cancel': { token: 'OCA', slack: 'OCA' },
  'job.retry': { token: 'OCA', slack: 'OCA' },
  'alert.acknowledge': { token: 'OCA', slack: 'OCA' },
  'policy.write': { token: 'CA', slack: 'CA' },
  'item.write': { token: 'CA', slack: 'CA' },
  'vault.write': { token: 'A', slack: '' },
  'access.write': { token: 'A', slack: '' },
};

const cases = Object.entries(TABLE).flatMap(([action, { token, slack }]) =>
  ROLES.flatMap((role) => [
    { action: action as Action, role, by: 'token', actor: tokenOf(role), may: token.includes(role.slice(0, 1)) },
    { action: action as Action, role, by: 'Slack', actor: slackUserOf(role), may: slack.includes(role.slice(0, 1)) },
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
  expect(Object.keys(TABLE).toSorted()).toEqual(Object.keys(ACTIONS).toSorted());
});

test('the system may do everything: it acts on what was authorised before', () => {
  for (const action of Object.keys(TABLE) as Action[]) {
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
