import { ROLES, type Role } from '@holdfast/db/domain/actor';
import { linkSlackUser } from '@holdfast/db/services/access/link-slack-user';
import { revokeToken } from '@holdfast/db/services/access/revoke-token';
import { schema } from '@holdfast/gateway/schema/index';
import { afterAll, expect, test } from 'vitest';
import { as, request, seedEstate } from '../../kit/estate.ts';
import { openGateway, textAt } from '../../kit/gateway.ts';

const gateway = await openGateway();
afterAll(() => gateway.close());
const { services } = gateway;
const admin = as(services, 'ADMIN');
const estate = await seedEstate(services);

const VIEWER = '{ viewer { name role rights actor { type name principalId tokenId slackTeamId slackUserId } } }';
const UNAUTHENTICATED = { status: 200, data: undefined, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };

const UNKNOWN = {
  alert: 'alr_00000000000000000000000000000000',
  item: 'itm_00000000000000000000000000000000',
  job: 'job_00000000000000000000000000000000',
  point: 'rpt_00000000000000000000000000000000',
  policy: 'pol_00000000000000000000000000000000',
  principal: 'prn_00000000000000000000000000000000',
  rule: 'rul_00000000000000000000000000000000',
  source: 'src_00000000000000000000000000000000',
  token: 'tok_00000000000000000000000000000000',
  subscription: 'sub_00000000000000000000000000000000',
};

/** Every mutation, the weakest role that may do it, and an input that gets past its form. */
const MUTATIONS: Record<string, { needs: Role; input: string; slack: boolean }> = {
  createVault: { needs: 'ADMIN', slack: false, input: 'name: "of a role", path: "/srv/other"' },
  updateVault: { needs: 'ADMIN', slack: false, input: 'vaultId: "vlt_00000000000000000000000000000000", maxJobs: 2' },
  updateSite: { needs: 'ADMIN', slack: false, input: 'siteId: "sit_00000000000000000000000000000000", maxJobs: 2' },
  createPolicy: { needs: 'CONTRIBUTOR', slack: true, input: 'name: "of a role"' },
  updatePolicy: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `policyId: "${UNKNOWN.policy}", name: "of a role"`,
  },
  applyRetention: { needs: 'CONTRIBUTOR', slack: true, input: 'vaultId: "vlt_00000000000000000000000000000000"' },
  verifyVault: { needs: 'OPERATOR', slack: true, input: 'vaultId: "vlt_00000000000000000000000000000000"' },
  pruneVault: { needs: 'CONTRIBUTOR', slack: true, input: 'vaultId: "vlt_00000000000000000000000000000000"' },
  holdRecoveryPoint: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `recoveryPointId: "${UNKNOWN.point}", reason: "of a role"`,
  },
  releaseHold: { needs: 'CONTRIBUTOR', slack: true, input: 'holdId: "hld_00000000000000000000000000000000"' },
  stopProtection: { needs: 'CONTRIBUTOR', slack: true, input: `itemId: "${UNKNOWN.item}", reason: "of a role"` },
  resumeProtection: { needs: 'CONTRIBUTOR', slack: true, input: `itemId: "${UNKNOWN.item}"` },
  undelete: { needs: 'CONTRIBUTOR', slack: true, input: `itemId: "${UNKNOWN.item}"` },
  deleteRecoveryPoint: {
    needs: 'ADMIN',
    slack: false,
    input: `recoveryPointId: "${UNKNOWN.point}", reason: "of a role"`,
  },
  registerDataSource: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `name: "of a role", siteId: "${estate.siteId}", source: { files: { path: "/srv/x" } }`,
  },
  updateDataSource: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `dataSourceId: "${UNKNOWN.source}", name: "of a role"`,
  },
  protectDataSource: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `dataSourceId: "${UNKNOWN.source}", vaultId: "${estate.vaultId}", policyId: "${estate.policyId}"`,
  },
  removeDataSource: { needs: 'CONTRIBUTOR', slack: true, input: `dataSourceId: "${UNKNOWN.source}"` },
  createAssignmentRule: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `name: "of a role", vaultId: "${estate.vaultId}", policyId: "${estate.policyId}", isEnabled: false`,
  },
  updateAssignmentRule: { needs: 'CONTRIBUTOR', slack: true, input: `ruleId: "${UNKNOWN.rule}", name: "of a role"` },
  deleteAssignmentRule: { needs: 'CONTRIBUTOR', slack: true, input: `ruleId: "${UNKNOWN.rule}"` },
  protectItem: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `name: "of a role", vaultId: "${estate.vaultId}", policyId: "${estate.policyId}", source: { files: { path: "/srv/x" } }`,
  },
  updateItem: {
    needs: 'CONTRIBUTOR',
    slack: true,
    input: `itemId: "itm_00000000000000000000000000000000", name: "of a role"`,
  },
  backupNow: { needs: 'OPERATOR', slack: true, input: `itemId: "itm_00000000000000000000000000000000"` },
  runDrill: { needs: 'OPERATOR', slack: true, input: `itemId: "${UNKNOWN.item}"` },
  requestRestore: { needs: 'OPERATOR', slack: true, input: `recoveryPointId: "${UNKNOWN.point}"` },
  cancelJob: { needs: 'OPERATOR', slack: true, input: `jobId: "${UNKNOWN.job}"` },
  retryJob: { needs: 'OPERATOR', slack: true, input: `jobId: "${UNKNOWN.job}"` },
  dismissSuspicion: { needs: 'OPERATOR', slack: true, input: `recoveryPointId: "${UNKNOWN.point}"` },
  acknowledgeAlert: { needs: 'OPERATOR', slack: true, input: `alertId: "${UNKNOWN.alert}"` },
  closeAlert: { needs: 'OPERATOR', slack: true, input: `alertId: "${UNKNOWN.alert}"` },
  subscribeChannel: { needs: 'OPERATOR', slack: true, input: 'teamId: "T1", channelId: "C1"' },
  unsubscribeChannel: { needs: 'OPERATOR', slack: true, input: `subscriptionId: "${UNKNOWN.subscription}"` },
  createPrincipal: { needs: 'ADMIN', slack: false, input: 'name: "admin", role: READER' },
  createApiToken: { needs: 'ADMIN', slack: false, input: `principalId: "${UNKNOWN.principal}", name: "t"` },
  revokeApiToken: { needs: 'ADMIN', slack: false, input: `tokenId: "${UNKNOWN.token}"` },
  linkSlackUser: {
    needs: 'ADMIN',
    slack: false,
    input: `principalId: "${UNKNOWN.principal}", teamId: "T1", userId: "U1"`,
  },
};

function mutation(name: string): string {
  const input = MUTATIONS[name]?.input ?? '';
  return `mutation { ${name}(input: { ${input}, idempotencyKey: "roles" }) { __typename } }`;
}

test('the table of mutations names every mutation there is', () => {
  expect(Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted()).toEqual(
    Object.keys(MUTATIONS).toSorted(),
  );
});

const EVERY_ROLE = Object.entries(MUTATIONS).flatMap(([name, { needs }]) =>
  ROLES.map((role) => ({ name, role, may: ROLES.indexOf(role) >= ROLES.indexOf(needs) })),
);

test.for(EVERY_ROLE)('$name by a $role: allowed $may', async ({ name, role, may }) => {
  const { data, errors } = await gateway.ask(mutation(name), {}, { token: gateway.tokens[role] });
  expect(errors).toEqual([]);
  const type = textAt(data, `${name}.__typename`);
  if (may) expect(type).not.toBe('NotAuthorized');
  else expect(type).toBe('NotAuthorized');
});

test.for(['auditLog', 'principals', 'apiTokens'])('%s is for administrators alone', async (field) => {
  const document = `{ ${field} { totalCount nodes { __typename } } }`;
  for (const role of ROLES) {
    const { data, errors } = await gateway.ask(document, {}, { token: gateway.tokens[role] });
    if (role === 'ADMIN')
      expect([data, errors]).toEqual([{ [field]: { totalCount: expect.any(Number), nodes: expect.any(Array) } }, []]);
    else expect([data, errors]).toMatchObject([null, [{ extensions: { code: 'NOT_AUTHORIZED' } }]]);
  }
});

test('a principal and a token cannot be read as a node by anyone but an administrator', async () => {
  const { principalId, tokenId } = await gateway.principal({ role: 'READER' });
  const document = `{ p: node(id: "${principalId}") { id ... on Principal { name } } t: node(id: "${tokenId}") { id ... on ApiToken { name } } }`;
  const reader = await gateway.ask(document, {}, { token: gateway.tokens.CONTRIBUTOR });
  expect(reader).toMatchObject({
    data: { p: null, t: null },
    errors: [{ extensions: { code: 'NOT_AUTHORIZED' } }, { extensions: { code: 'NOT_AUTHORIZED' } }],
  });
  expect(await gateway.ask(document)).toMatchObject({
    errors: [],
    data: { p: { id: principalId }, t: { id: tokenId, name: 'test' } },
  });
});

test.for([
  ['no token', null],
  ['a token of no form', 'secret'],
  ['an unknown token', `hf_${'A'.repeat(43)}`],
])('%s gets nothing, and not a word about the document either', async ([, token]) => {
  for (const document of [VIEWER, '{ nonsense', '{ __schema { types { name } } }', mutation('createPolicy')]) {
    expect(await gateway.ask(document, {}, { token: token ?? null })).toMatchObject(UNAUTHENTICATED);
  }
});

test('an expired, a revoked and a disabled token are refused with the same words as an unknown one', async () => {
  const unknown = await gateway.ask(VIEWER, {}, { token: `hf_${'A'.repeat(43)}` });
  const soon = new Date(services.clock.now().getTime() + 60_000);
  const expired = await gateway.principal({ role: 'ADMIN', expiresAt: soon });
  await gateway.owner`update api_tokens set expires_at = now() where id = ${expired.tokenId}`;
  const revoked = await gateway.principal({ role: 'ADMIN' });
  await revokeToken(admin, request({ tokenId: revoked.tokenId }));
  const disabled = await gateway.principal({ role: 'ADMIN' });
  await gateway.owner`update principals set disabled_at = now() where id = ${disabled.principalId}`;
  for (const { token } of [expired, revoked, disabled]) {
    expect((await gateway.ask(VIEWER, {}, { token })).errors).toEqual(unknown.errors);
  }
});

test('the viewer is told who it is and what it may do', async () => {
  const { token, principalId, tokenId } = await gateway.principal({ role: 'OPERATOR', name: 'Olga' });
  const { data } = await gateway.ask(VIEWER, {}, { token });
  expect(data).toEqual({
    viewer: {
      name: 'Olga',
      role: 'OPERATOR',
      rights: [
        'ESTATE_READ',
        'BACKUP_REQUEST',
        'RESTORE_REQUEST',
        'JOB_CANCEL',
        'JOB_RETRY',
        'ALERT_ACKNOWLEDGE',
        'VAULT_VERIFY',
        'DRILL_REQUEST',
        'SUSPICION_DISMISS',
        'CHANNEL_WRITE',
      ],
      actor: { type: 'TOKEN', name: 'Olga', principalId, tokenId, slackTeamId: null, slackUserId: null },
    },
  });
});

async function bot(role: Role) {
  return gateway.principal({ role, scopes: ['act-for-slack'] });
}

async function slackUser(userId: string, role: Role) {
  const { principalId } = await gateway.principal({ role });
  await linkSlackUser(admin, request({ principalId, teamId: 'T1', userId }));
  return { principalId, headers: { 'X-Holdfast-Slack-Team': 'T1', 'X-Holdfast-Slack-User': userId } };
}

test.for(ROLES.flatMap((botRole) => ROLES.map((userRole) => ({ botRole, userRole }))))(
  'a bot with the role $botRole for a Slack user with the role $userRole has the weaker role',
  async ({ botRole, userRole }) => {
    const { token } = await bot(botRole);
    const { headers } = await slackUser(`U${botRole}${userRole}`, userRole);
    const { data } = await gateway.ask('{ viewer { role actor { type } } }', {}, { token, headers });
    const weaker = ROLES[Math.min(ROLES.indexOf(botRole), ROLES.indexOf(userRole))];
    expect(data).toEqual({ viewer: { role: weaker, actor: { type: 'SLACK' } } });
  },
);

test('what is done on behalf names the user and the token that carried the words', async () => {
  const { token, tokenId } = await bot('ADMIN');
  const { principalId, headers } = await slackUser('UASKS', 'OPERATOR');
  const document = `mutation { backupNow(input: { itemId: "${estate.itemId}", idempotencyKey: "behalf" }) { ... on BackupNowPayload { job { id } } } }`;
  const { data } = await gateway.ask(document, {}, { token, headers });
  const jobId = textAt(data, 'backupNow.job.id');
  const actor = { type: 'SLACK', principalId, tokenId, slackTeamId: 'T1', slackUserId: 'UASKS' };
  expect(
    await gateway.ask(
      `{ auditLog(filter: { subjectId: "${jobId}" }) { nodes { action actor { type principalId tokenId slackTeamId slackUserId } } } }`,
    ),
  ).toMatchObject({
    data: { auditLog: { nodes: [{ action: 'job.backup-requested', actor }] } },
  });
});

test.for(
  Object.entries(MUTATIONS)
    .filter(([, { slack }]) => !slack)
    .map(([name]) => name),
)('administration is never done on behalf: %s', async (name) => {
  const { token } = await bot('ADMIN');
  const { headers } = await slackUser(`U${name.toUpperCase()}`, 'ADMIN');
  const { data } = await gateway.ask(mutation(name), {}, { token, headers });
  expect(data).toEqual({ [name]: { __typename: 'NotAuthorized' } });
  const audit = await gateway.ask('{ auditLog { totalCount } }', {}, { token, headers });
  expect(audit.errors).toMatchObject([{ extensions: { code: 'NOT_AUTHORIZED' } }]);
});

test('a Slack user whom nobody linked is told how to get linked', async () => {
  const { token } = await bot('ADMIN');
  const headers = { 'X-Holdfast-Slack-Team': 'T1', 'X-Holdfast-Slack-User': 'UNOBODY' };
  expect(await gateway.ask(VIEWER, {}, { token, headers })).toMatchObject({
    data: undefined,
    errors: [
      { extensions: { code: 'UNMAPPED_SLACK_USER', remedy: expect.stringContaining('linkSlackUser'), fault: 'USER' } },
    ],
  });
});

test('the same user id in another Slack team is another user', async () => {
  const { token } = await bot('ADMIN');
  const { headers } = await slackUser('UTEAM', 'OPERATOR');
  const elsewhere = { ...headers, 'X-Holdfast-Slack-Team': 'T2' };
  expect(await gateway.ask(VIEWER, {}, { token, headers: elsewhere })).toMatchObject({
    errors: [{ extensions: { code: 'UNMAPPED_SLACK_USER' } }],
  });
});

test('a disabled principal is not acted for', async () => {
  const { token } = await bot('ADMIN');
  const { principalId, headers } = await slackUser('UGONE', 'OPERATOR');
  await gateway.owner`update principals set disabled_at = now() where id = ${principalId}`;
  expect(await gateway.ask(VIEWER, {}, { token, headers })).toMatchObject({
    errors: [{ extensions: { code: 'UNMAPPED_SLACK_USER' } }],
  });
});

test('a token without the scope cannot act for a Slack user, whatever its role', async () => {
  const { headers } = await slackUser('UAFTER', 'OPERATOR');
  expect(await gateway.ask(VIEWER, {}, { headers })).toMatchObject({
    errors: [{ extensions: { code: 'MAY_NOT_ACT_FOR_SLACK' } }],
  });
});

test('a Slack user named in half is refused, not guessed', async () => {
  const { token } = await bot('ADMIN');
  const headers = { 'X-Holdfast-Slack-User': 'UHALF' };
  expect(await gateway.ask(VIEWER, {}, { token, headers })).toMatchObject({
    errors: [{ extensions: { code: 'SLACK_USER_INCOMPLETE' } }],
  });
});

test('the token of the bot, without a Slack user, can read and nothing else', async () => {
  const { token } = await bot('ADMIN');
  expect(await gateway.ask('{ viewer { role rights } }', {}, { token })).toMatchObject({
    data: { viewer: { role: 'READER', rights: ['ESTATE_READ'] } },
  });
});

test('a new token is shown once and works; its replay is the same token without its text', async () => {
  const { principalId } = await gateway.principal({ role: 'READER', name: 'Rita' });
  const document = `mutation { createApiToken(input: { principalId: "${principalId}", name: "laptop", scopes: [ACT_FOR_SLACK], idempotencyKey: "once" }) {
    ... on CreateApiTokenPayload { token apiToken { id name scopes principalId expiresAt } } } }`;
  const first = await gateway.ask(document);
  const token = textAt(first.data, 'createApiToken.token');
  expect(token).toMatch(/^hf_[\w-]{43}$/);
  expect(first.data).toMatchObject({
    createApiToken: { apiToken: { name: 'laptop', scopes: ['ACT_FOR_SLACK'], principalId, expiresAt: null } },
  });
  expect(await gateway.ask('{ viewer { name } }', {}, { token })).toMatchObject({ data: { viewer: { name: 'Rita' } } });
  const again = await gateway.ask(document);
  expect(again.data).toEqual({
    createApiToken: {
      token: null,
      apiToken: expect.objectContaining({ id: textAt(first.data, 'createApiToken.apiToken.id') }),
    },
  });
});

test('no token stands in the store: neither as a row nor as a kept answer', async () => {
  const { token } = await gateway.principal({ role: 'READER' });
  const secret = token.slice('hf_'.length);
  for (const table of ['api_tokens', 'idempotency_keys', 'audit_log']) {
    const found =
      await gateway.owner`select 1 from ${gateway.owner(table)} as kept where kept::text like ${`%${secret}%`}`;
    expect(found).toEqual([]);
  }
});

test('a revoked token is refused from the next request on', async () => {
  const { token, tokenId } = await gateway.principal({ role: 'READER' });
  expect((await gateway.ask(VIEWER, {}, { token })).errors).toEqual([]);
  await gateway.ask(
    `mutation { revokeApiToken(input: { tokenId: "${tokenId}", idempotencyKey: "revoke" }) { ... on RevokeApiTokenPayload { apiToken { revokedAt } } } }`,
  );
  expect(await gateway.ask(VIEWER, {}, { token })).toMatchObject(UNAUTHENTICATED);
});

test('a Slack user can be linked once: a second principal is a conflict', async () => {
  const one = await gateway.principal({ role: 'READER' });
  const two = await gateway.principal({ role: 'READER' });
  const link = (principalId: string, key: string) =>
    gateway.ask(`mutation { linkSlackUser(input: { principalId: "${principalId}", teamId: "T9", userId: "U9", idempotencyKey: "${key}" }) {
      ... on LinkSlackUserPayload { principal { id } } ... on Conflict { code } } }`);
  expect(await link(one.principalId, 'link 1')).toMatchObject({
    data: { linkSlackUser: { principal: { id: one.principalId } } },
  });
  expect(await link(two.principalId, 'link 2')).toMatchObject({ data: { linkSlackUser: { code: 'ALREADY_EXISTS' } } });
});

test('the password of a repository is nowhere in the schema', async () => {
  const { data } = await gateway.ask('{ __schema { types { name fields { name } } } }');
  expect(JSON.stringify(data)).not.toMatch(/password|sealed|hash/i);
});
