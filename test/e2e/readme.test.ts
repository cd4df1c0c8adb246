import { cpSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { textAt } from '../kit/gateway.ts';
import {
  gatewayUrl,
  logged,
  makePlace,
  startHoldfast,
  type HoldfastProcess,
  type Place,
} from '../kit/holdfast-process.ts';
import { Newcomer } from '../kit/newcomer.ts';
import { readmeExamples } from '../kit/readme.ts';
import { startPostgresql } from '../kit/postgresql-server.ts';
import { createShop } from '../kit/shop.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { listTree } from '../kit/tree.ts';
import { waitFor } from '../kit/wait-for.ts';

test(
  'the examples of the README lead from nothing to a restore, and through trouble',
  { timeout: 600_000 },
  async () => {
    using place = makePlace();
    const root = /HOLDFAST_ROOTS=(\S+) npm start/.exec(
      readmeExamples().find(({ name }) => name === 'start')?.text ?? '',
    )?.[1];
    if (root === undefined) throw new Error('the README does not say how to start');
    await using holdfast = await startHoldfast(place);
    const url = await gatewayUrl(holdfast);
    const words = new Map([
      [root, place.data],
      ['/var/lib/holdfast', place.home],
      ['http://127.0.0.1:4400', new URL(url).origin],
    ]);
    const newcomer = new Newcomer(words);
    newcomer.text('start');
    newcomer.keep('token');
    newcomer.keep('ask');
    expect(await newcomer.shell(newcomer.text('who-am-i'))).toContain('"role":"ADMIN"');

    const folder = join(place.data, 'projects');
    makeOddTree(folder);
    const before = listTree(folder);
    await newcomer.get('create-vault', 'VAULT_ID', 'createVault.vault.id');
    await newcomer.get('create-policy', 'POLICY_ID', 'createPolicy.policy.id');
    await newcomer.get('protect-item', 'ITEM_ID', 'protectItem.item.id');

    await newcomer.get('backup-now', 'JOB_ID', 'backupNow.job.id');
    expect(await newcomer.send('job-changed', 'watch')).toMatch(/"status":"COMPLETED".*"isFinal":true/);
    expect(await newcomer.ended()).toMatchObject({ status: 'COMPLETED', warningCount: 0, error: null });
    const points = await newcomer.get('recovery-points', 'POINT_ID', 'recoveryPoints.nodes.0.id');
    expect(points).toMatchObject({ recoveryPoints: { totalCount: 1 } });

    const preview = JSON.stringify(await newcomer.ask('next-runs'));
    expect(preview.match(/"at":"\d{4}-\d{2}-\d{2}T0[01]:00:00.000Z","rules":\["nightly"\]/g)).toHaveLength(3);
    expect(await newcomer.ask('schedule')).toMatchObject({ updatePolicy: { policy: { version: 2 } } });
    expect(await newcomer.ask('scheduled-runs')).toMatchObject({
      protectedItem: { nextRunAt: expect.stringMatching(/Z$/), scheduledRuns: { totalCount: 0 } },
    });
    expect(await newcomer.ask('without-schedule')).toMatchObject({ updatePolicy: { policy: { version: 3 } } });

    await newcomer.get('sites', 'SITE_ID', 'sites.nodes.0.id');
    expect(await newcomer.ask('limit-site')).toMatchObject({ updateSite: { site: { maxJobs: 4 } } });
    expect(await newcomer.ask('without-limits')).toMatchObject({
      updateSite: { site: { maxJobs: 4, maxJobsPerHost: null, pausedUntil: null } },
    });

    expect(await newcomer.ask('promise')).toMatchObject({
      updateItem: { item: { objectives: { rto: { state: 'NOT_MEASURED' } }, breaches: { nodes: [] } } },
    });
    expect(await newcomer.ask('promises-kept')).toMatchObject({
      estate: { objectives: { rpo: { items: 1, breached: 0, last30Days: { metShare: 1 } } } },
    });

    await decideRetention(newcomer);
    await protectByRule(newcomer);

    expect(await newcomer.ask('restore-preview')).toMatchObject({
      restorePreview: { place: folder, inPlace: true },
    });
    writeFileSync(join(folder, 'plain.txt'), 'newer');
    const newer = listTree(folder);
    await newcomer.get('restore-beside', 'JOB_ID', 'requestRestore.job.id');
    const beside = await newcomer.ended('restored');
    expect(beside).toMatchObject({ status: 'COMPLETED', error: null });
    expect(listTree(textAt(beside, 'restored.place'))).toEqual(before);
    expect(listTree(folder)).toEqual(newer);

    await newcomer.get('restore-in-place', 'JOB_ID', 'requestRestore.job.id');
    const inPlace = await newcomer.ended('restored');
    expect(inPlace).toMatchObject({ status: 'COMPLETED', error: null });
    expect(listTree(folder)).toEqual(before);
    expect(listTree(join(textAt(inPlace, 'restored.replacedKeptAt'), 'projects'))).toEqual(newer);

    await proveRestorable(newcomer);
    expect(listTree(folder)).toEqual(before);
    await protectPostgresql(newcomer, words);
    await cancelAndRetry(newcomer, Number((await logged(holdfast, 'worker started'))['pid']));
    await seeAlert(newcomer, folder);
    await manageAccess(newcomer);
    await connectSlack(newcomer);
    await loseTheStore(newcomer, { place, words, holdfast });
    expect(newcomer.unused).toEqual([]);
  },
);

/** Drills are asked for by the policy, one is run now, and its report read. */
async function proveRestorable(newcomer: Newcomer): Promise<void> {
  expect(await newcomer.ask('ask-for-drills')).toMatchObject({
    updatePolicy: { policy: { drill: { everyDays: 30 } } },
  });
  await newcomer.get('run-drill', 'JOB_ID', 'runDrill.job.id');
  expect(await newcomer.ended()).toMatchObject({ status: 'COMPLETED', error: null });
  expect(await newcomer.ask('drills')).toMatchObject({
    protectedItem: {
      proof: { state: 'PROVEN' },
      lastDrill: { outcome: 'PASSED', report: expect.stringContaining('proven restorable') },
      drillTrend: { drills: [{}] },
    },
  });
}

/** Rules are shown and made, a point is held and let go, protection is stopped and goes on. */
async function decideRetention(newcomer: Newcomer): Promise<void> {
  expect(await newcomer.get('policy-impact', 'FINGERPRINT', 'policyImpact.fingerprint')).toMatchObject({
    policyImpact: { gone: { count: 0 }, sooner: { count: 0 } },
  });
  expect(await newcomer.ask('edit-retention')).toMatchObject({
    updatePolicy: { policy: { version: 4, retention: { inWords: [{}, {}, {}] } } },
  });
  expect(await newcomer.ask('apply-retention')).toMatchObject({ applyRetention: { job: {} } });
  expect(await newcomer.ask('prune-vault')).toMatchObject({ pruneVault: { job: {} } });
  expect(await newcomer.ask('vault-lease')).toMatchObject({ vaults: { nodes: [{ repositories: [{}] }] } });
  expect(await newcomer.ask('verify-vault')).toMatchObject({ verifyVault: { job: {} } });
  expect(await newcomer.ask('kept-by')).toMatchObject({ recoveryPoint: { state: 'AVAILABLE', deletion: null } });
  await newcomer.get('hold-point', 'HOLD_ID', 'holdRecoveryPoint.holdId');
  expect(await newcomer.ask('release-hold')).toMatchObject({ releaseHold: { recoveryPoint: { holds: [] } } });
  expect(await newcomer.ask('stop-protection')).toMatchObject({
    stopProtection: { item: { state: 'STOPPED', afterStop: 'RETAIN_BY_POLICY' }, deletedPoints: 0 },
  });
  expect(await newcomer.ask('resume-protection')).toMatchObject({ resumeProtection: { item: { state: 'PROTECTED' } } });
}

/** A preset is taken, a source is registered, and a rule that was shown protects it. */
async function protectByRule(newcomer: Newcomer): Promise<void> {
  expect(await newcomer.ask('policy-presets')).toMatchObject({
    policyPresets: [{ name: 'BRONZE' }, { name: 'SILVER' }, { name: 'GOLD' }],
  });
  expect(await newcomer.ask('create-gold')).toMatchObject({
    createPolicy: { policy: { retention: { inWords: expect.any(Array) } } },
  });
  await newcomer.get('register-data-source', 'SOURCE_ID', 'registerDataSource.dataSource.id');
  expect(await newcomer.get('assignment-preview', 'FINGERPRINT', 'assignmentPreview.fingerprint')).toMatchObject({
    assignmentPreview: { protects: { totalCount: 1, nodes: [{ name: 'invoices' }] }, fails: { totalCount: 0 } },
  });
  expect(await newcomer.ask('create-assignment-rule')).toMatchObject({
    createAssignmentRule: { rule: { place: 1, description: 'FILES with env=prod' } },
  });
  await waitFor('the source to be protected', async () => {
    const said = JSON.stringify(await newcomer.ask('data-source'));
    return said.includes('"rule":{"name":"production files"},"item":{"id":"itm_') && said;
  });
}

/** A database of a server next door loses a table, and then everything. */
async function protectPostgresql(newcomer: Newcomer, words: Map<string, string>): Promise<void> {
  await using server = await startPostgresql();
  await createShop(server);
  words.set('5432', String(server.port));
  words.set('PG_PASSWORD', server.superuser.password);
  const files = newcomer.ids.get('ITEM_ID') ?? '';
  await newcomer.get('protect-database', 'ITEM_ID', 'protectItem.item.id');
  await newcomer.get('backup-now', 'JOB_ID', 'backupNow.job.id');
  expect(await newcomer.ended()).toMatchObject({ status: 'COMPLETED', error: null });
  await newcomer.get('recovery-points', 'POINT_ID', 'recoveryPoints.nodes.0.id');
  expect(await newcomer.ask('preview-database')).toMatchObject({
    restorePreview: { inPlace: true, atTarget: { known: true, exists: true } },
  });
  await server.use('shop', (sql) => sql`drop view open_orders; drop table lines`.simple());
  await newcomer.get('restore-tables', 'JOB_ID', 'requestRestore.job.id');
  expect(await newcomer.ended('restored')).toMatchObject({ status: 'COMPLETED', error: null, restored: { tables: 2 } });
  expect(await server.use('shop', (sql) => sql`select from lines`)).toHaveLength(4000);
  await newcomer.get('restore-database', 'JOB_ID', 'requestRestore.job.id');
  expect(await newcomer.ended('restored')).toMatchObject({ status: 'COMPLETED', error: null });
  expect(await server.use('shop', (sql) => sql`select from open_orders`)).not.toHaveLength(0);
  expect(await newcomer.ask('drill-queries')).toMatchObject({
    updateItem: { item: { drillQueries: [{ atLeast: 1 }, { equals: '0' }] } },
  });
  await newcomer.get('run-drill', 'JOB_ID', 'runDrill.job.id');
  expect(await newcomer.ended()).toMatchObject({ status: 'COMPLETED', error: null });
  expect(await newcomer.ask('drills')).toMatchObject({
    protectedItem: {
      lastDrill: {
        probes: expect.arrayContaining([
          { name: 'query orders are there', passed: true, text: expect.any(String) },
          { name: 'query orders have customers', passed: true, text: expect.any(String) },
        ]),
      },
    },
  });
  newcomer.ids.set('DATABASE_ID', newcomer.ids.get('ITEM_ID') ?? '');
  newcomer.ids.set('ITEM_ID', files);
}

/** A backup that no worker has taken yet is cancelled and done again. */
async function cancelAndRetry(newcomer: Newcomer, workerPid: number): Promise<void> {
  process.kill(workerPid, 'SIGSTOP');
  try {
    await newcomer.get('backup-now', 'JOB_ID', 'backupNow.job.id');
    await newcomer.get('cancel-job', 'JOB_ID', 'cancelJob.job.id');
    expect(await newcomer.ended()).toMatchObject({ status: 'CANCELLED', recoveryPoint: null });
    await newcomer.get('retry-job', 'JOB_ID', 'retryJob.job.id');
  } finally {
    process.kill(workerPid, 'SIGCONT');
  }
  expect(await newcomer.ended()).toMatchObject({ status: 'COMPLETED' });
}

/** A backup fails because its source is gone; the next one that succeeds resolves the alert. */
async function seeAlert(newcomer: Newcomer, folder: string): Promise<void> {
  renameSync(folder, `${folder}.away`);
  await newcomer.get('backup-now', 'JOB_ID', 'backupNow.job.id');
  expect(await newcomer.ended()).toMatchObject({ status: 'FAILED', error: { code: 'SOURCE_MISSING' } });
  const data = await newcomer.ask('alerts');
  expect(data).toMatchObject({
    alerts: { nodes: [{ kind: 'BACKUP_FAILED', state: 'NEW', item: { name: 'projects' } }] },
  });
  newcomer.ids.set('ALERT_ID', textAt(data, 'alerts.nodes.0.id'));
  expect(await newcomer.ask('acknowledge-alert')).toMatchObject({
    acknowledgeAlert: { alert: { state: 'ACKNOWLEDGED', condition: 'FIRED' } },
  });
  rmSync(folder, { recursive: true, force: true });
  renameSync(`${folder}.away`, folder);
  await newcomer.get('retry-job', 'JOB_ID', 'retryJob.job.id');
  expect(await newcomer.ended()).toMatchObject({ status: 'COMPLETED' });
  expect(await newcomer.ask('alerts')).toEqual({ alerts: { nodes: [] } });
  expect(await newcomer.ask('unusual')).toEqual({ protectedItem: { suspectPoint: null } });
  expect(await newcomer.ask('space')).toMatchObject({
    protectedItem: { space: { sourceBytes: expect.any(Number) as unknown } },
  });
}

async function manageAccess(newcomer: Newcomer): Promise<void> {
  await newcomer.get('create-principal', 'PRINCIPAL_ID', 'createPrincipal.principal.id');
  const made = await newcomer.get('create-api-token', 'TOKEN_ID', 'createApiToken.apiToken.id');
  const whoAmI = `TOKEN=${textAt(made, 'createApiToken.token')}; ${newcomer.text('who-am-i')}`;
  expect(await newcomer.shell(whoAmI)).toContain('"name":"on-call","role":"OPERATOR"');
  await newcomer.get('revoke-api-token', 'TOKEN_ID', 'revokeApiToken.apiToken.id');
  expect(await newcomer.shell(whoAmI)).toContain('errors');
}

/** What is done in Holdfast to connect a workspace; that a bot then works with it is shown in chat.test.ts. */
async function connectSlack(newcomer: Newcomer): Promise<void> {
  await newcomer.get('create-bot', 'BOT_ID', 'createPrincipal.principal.id');
  expect(textAt(await newcomer.ask('create-bot-token'), 'createApiToken.token')).toMatch(/^hf_/);
  expect(await newcomer.ask('link-slack-user')).toMatchObject({ linkSlackUser: { principal: { name: 'on-call' } } });
  expect(await newcomer.ask('subscribe-channel')).toMatchObject({ subscribeChannel: { channel: { state: 'OK' } } });
}

interface Lost {
  readonly place: Place;
  readonly words: Map<string, string>;
  readonly holdfast: HoldfastProcess;
}

/** Everything of Holdfast but the vaults is gone, and a copy of the kits is left: an empty Holdfast knows and restores it all. */
async function loseTheStore(newcomer: Newcomer, { place, words, holdfast }: Lost): Promise<void> {
  const kits = join(place.data, 'kits');
  cpSync(join(place.home, 'recovery-kits'), kits, { recursive: true });
  holdfast.kill('SIGTERM');
  await holdfast.ended;
  for (const name of readdirSync(place.home).filter((entry) => entry !== 'vaults')) {
    rmSync(join(place.home, name), { recursive: true });
  }
  await using again = await startHoldfast(place);
  words.set('http://127.0.0.1:4400', new URL(await gatewayUrl(again)).origin);
  words.set('/mnt/kits', kits);
  expect(await newcomer.shell(newcomer.text('rebuild-catalogue'))).toContain('The vault main is back: 2 items');
  await newcomer.get('recovery-points', 'POINT_ID', 'recoveryPoints.nodes.0.id');
  await newcomer.get('restore-in-place', 'JOB_ID', 'requestRestore.job.id');
  expect(await newcomer.ended('restored')).toMatchObject({ status: 'COMPLETED', error: null });
  expect(await newcomer.ask('update-item')).toMatchObject({ updateItem: { item: { name: 'shop database' } } });
}
