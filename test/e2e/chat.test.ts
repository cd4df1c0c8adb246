import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { freePort } from '../kit/free-port.ts';
import { makePlace, startHoldfast, type Place } from '../kit/holdfast-process.ts';
import { makeOddTree } from '../kit/sample-files.ts';
import { startSlackWorkspace, type SlackWorkspace } from '../kit/slack/workspace.ts';
import { listTree } from '../kit/tree.ts';
import { waitFor } from '../kit/wait-for.ts';

const DONE = /✅/;

const answerSchema = z.object({ data: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** An administrator with the token of the first start. */
function administrator(place: Place, url: string) {
  const token = readFileSync(join(place.home, 'admin-token'), 'utf8').trim();
  let keys = 0;
  return async (name: string, input: string, picks: string): Promise<unknown> => {
    const payload = `${name[0]?.toUpperCase()}${name.slice(1)}Payload`;
    const query = `mutation { ${name}(input: { ${input}, idempotencyKey: "${(keys += 1)}" }) { __typename ... on ${payload} { ${picks} } ... on Error { message } } }`;
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const answer = answerSchema.parse(await response.json()).data[name];
    expect(answer?.['__typename'], JSON.stringify(answer)).toBe(payload);
    return answer;
  };
}

const idIn = (answer: unknown, what: string): string =>
  z.object({ [what]: z.object({ id: z.string() }) }).parse(answer)[what]?.id ?? '';

/** What an administrator does once: something to protect, a principal for the bot with its token, and who ada is. */
async function setUp(place: Place, run: { url: string; slack: SlackWorkspace; folder: string }): Promise<string> {
  const admin = administrator(place, run.url);
  const vaultId = idIn(
    await admin('createVault', `name: "main", path: "${join(place.home, 'vaults/main')}"`, 'vault { id }'),
    'vault',
  );
  const policyId = idIn(await admin('createPolicy', 'name: "gold"', 'policy { id }'), 'policy');
  const source = `source: { files: { path: "${run.folder}" } }`;
  await admin(
    'protectItem',
    `name: "folder", vaultId: "${vaultId}", policyId: "${policyId}", ${source}`,
    'item { id }',
  );
  const botId = idIn(
    await admin('createPrincipal', 'name: "bot", role: CONTRIBUTOR, isService: true', 'principal { id }'),
    'principal',
  );
  const issued = await admin(
    'createApiToken',
    `principalId: "${botId}", name: "slack", scopes: [ACT_FOR_SLACK]`,
    'token',
  );
  const adaId = idIn(await admin('createPrincipal', 'name: "Ada", role: OPERATOR', 'principal { id }'), 'principal');
  const ada = `teamId: "${run.slack.teamId}", userId: "${run.slack.user('ada').id}"`;
  await admin('linkSlackUser', `principalId: "${adaId}", ${ada}`, 'principal { id }');
  return z.object({ token: z.string() }).parse(issued).token;
}

/** The job's message in the channel once it shows a success. */
async function succeeded(slack: SlackWorkspace, operation: string) {
  return waitFor(
    `the ${operation} to succeed in the channel`,
    async () => slack.messages('backups').find(({ shown }) => shown.includes(operation) && DONE.test(shown)),
    120_000,
  );
}

test(
  'a Slack user backs a folder up and restores it after it was lost, and sees both in the channel',
  { timeout: 300_000 },
  async () => {
    using place = makePlace();
    await using slack = await startSlackWorkspace();
    const folder = join(place.data, 'folder');
    mkdirSync(folder);
    makeOddTree(folder);
    const before = listTree(folder);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/graphql`;
    const first = await startHoldfast(place, { env: { PORT: String(port) } });
    const botToken = await setUp(place, { url, slack, folder });
    first.kill('SIGTERM');
    await first.ended;

    const chat = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
    const env = { ...chat, PORT: String(port), HOLDFAST_GATEWAY_URL: url, HOLDFAST_BOT_TOKEN: botToken };
    await using holdfast = await startHoldfast(place, { env });
    await waitFor('the bot to open its socket', async () => slack.openSockets() > 0);

    const backup = await slack.command('ada', 'backups', '/backup now folder');
    expect(backup.error).toBeUndefined();
    const backedUp = await succeeded(slack, 'Backup of `folder`');
    expect(backedUp.edits.length).toBeGreaterThan(0);

    rmSync(folder, { recursive: true });
    await slack.command('ada', 'backups', '/backup restore folder');
    const modal = await waitFor('the modal to be filled', async () => {
      const view = slack.views('ada').at(-1);
      return view?.shown.includes('What pressing the button does') && view;
    });
    await slack.submit('ada', modal.id, {});
    await succeeded(slack, 'Restore of `folder`');
    expect(listTree(folder)).toEqual(before);
    const mention = `<@${slack.user('ada').id}>`;
    await waitFor('ada to be mentioned in both threads', async () =>
      slack.messages('backups').every(({ replies }) => replies.some(({ shown }) => shown.includes(mention))),
    );
    holdfast.kill('SIGTERM');
    expect(await holdfast.ended).toMatchObject({ code: 0 });
  },
);
