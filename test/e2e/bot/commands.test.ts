import { outbox } from '@holdfast/db/schema';
import { eq } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { begin, commitBackup } from '../gateway/without-worker.ts';
import { openBotWorld } from './bot-world.ts';
import { answerTo, jobsOf, newItem, newItemWithPoints, onlyJobOf } from './people.ts';

const world = await openBotWorld();
afterAll(() => world.close());
const { slack, gateway, estate } = world;
const ada = (line: string) => slack.command('ada', 'backups', line);

test('now starts a backup for the person, tells so privately and has its message go to the channel', async () => {
  const { itemId, name } = await newItem(world);
  const said = await ada(`/backup now ${name}`);
  expect(answerTo(said)).toContain(`🕓 *Backup of \`${name}\`* waits for a worker`);
  expect(said.answers).toEqual(said.ephemeral);
  const job = await onlyJobOf(world, itemId);
  expect(job.requestedBy).toMatchObject({
    type: 'slack',
    userId: slack.user('ada').id,
    principalId: world.principals.ada,
  });
  const rows = await gateway.services.db.select().from(outbox).where(eq(outbox.jobId, job.id));
  expect(rows.map(({ channelId }) => channelId)).toContain(slack.channel('backups').id);
});

test('the same command delivered three times is one job with one answer', async () => {
  const { itemId, name } = await newItem(world);
  slack.faults.duplicate(3);
  const said = await ada(`/backup now ${name}`);
  slack.faults.clear();
  expect(answerTo(said)).toContain('waits for a worker');
  const replies = slack
    .deliveries()
    .at(-1)
    ?.attempts.map(({ reply }) => JSON.stringify(reply));
  expect(replies).toHaveLength(3);
  expect(new Set(replies).size).toBe(1);
  await onlyJobOf(world, itemId);
});

test('a replay of the command is the same job, also after it has ended', async () => {
  const { itemId, name } = await newItem(world);
  await ada(`/backup now ${name}`);
  const { id: jobId } = await onlyJobOf(world, itemId);
  await commitBackup(gateway.services, await begin(gateway.services, { jobId, workerId: estate.workerId }));
  const [reply] = await slack.faults.replay(1);
  expect(JSON.stringify(reply)).toContain('is done');
  await onlyJobOf(world, itemId);
});

test('typed again while it runs, the command shows the job that runs; after its end it starts another', async () => {
  const { itemId, name } = await newItem(world);
  await ada(`/backup now ${name}`);
  const { id: jobId } = await onlyJobOf(world, itemId);
  const again = answerTo(await ada(`/backup now ${name}`));
  expect(again).toContain(`*Backup of \`${name}\` is already open.* Nothing new was started.`);
  expect(again).toContain(jobId);
  await commitBackup(gateway.services, await begin(gateway.services, { jobId, workerId: estate.workerId }));
  expect(answerTo(await ada(`/backup now ${name}`))).toContain('waits for a worker');
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('drill has the newest point restored for the person; without a point it says that there is nothing to restore', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  expect(answerTo(await ada(`/backup drill ${name}`))).toContain(
    `🕓 *Restore drill of \`${name}\`* waits for a worker`,
  );
  const job = (await jobsOf(world, itemId)).find(({ operation }) => operation === 'DRILL');
  expect(job?.requestedBy).toMatchObject({ type: 'slack', userId: slack.user('ada').id });
  expect(answerTo(await ada(`/backup drill ${name}`))).toContain(`*Restore drill of \`${name}\` is already open.*`);
  const empty = await newItem(world);
  expect(answerTo(await ada(`/backup drill ${empty.name}`))).toContain('nothing that a drill could restore');
  expect(answerTo(await ada(`/backup status ${name}`))).toContain('Never proven restorable · no drills are planned');
});

test('asked in a channel where the bot is not, the job starts all the same', async () => {
  const { itemId, name } = await newItem(world);
  expect(answerTo(await slack.command('ada', 'random', `/backup now ${name}`))).toContain('waits for a worker');
  await onlyJobOf(world, itemId);
});

test('upper and lower case and quotes do not matter where one item is meant', async () => {
  const { itemId, name } = await newItem(world, 'Quoted Item');
  expect(answerTo(await ada(`/backup NOW “${name.toLowerCase()}”`))).toContain('waits for a worker');
  await onlyJobOf(world, itemId);
});

test('a mistyped item is never acted on: the names that are like it are offered as commands', async () => {
  const { itemId } = await newItem(world, 'warehouse');
  const said = await ada('/backup now warehuose');
  expect(answerTo(said)).toContain('No item is called `warehuose`. Did you mean this one?\n• `/backup now warehouse`');
  expect(said.answers).toEqual(said.ephemeral);
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('a part of several names lists them, and says how many more there are', async () => {
  await Promise.all(Array.from({ length: 7 }, (_, index) => newItem(world, `fleet ${index}`)));
  const answer = answerTo(await ada('/backup cancel fleet'));
  expect(answer).toContain('Did you mean one of these?');
  expect(answer).toContain('• `/backup cancel fleet 4`');
  expect(answer).not.toContain('fleet 5');
  expect(answer).toContain('… and 2 more');
});

test.each([
  ['/backup now', 'Of which item?'],
  ['/backup cancel', 'Which job, or of which item?'],
  ['/backup pause', 'Of which item?'],
  ['/backup resume', 'Of which item?'],
  ['/backup nwo warehouse', 'Did you mean `/backup now warehouse`?'],
  ['/backup stop warehouse', 'Did you mean `/backup cancel warehouse`?'],
  ['/backup warehouse', 'To back up an item of this name: `/backup now warehouse`'],
  ['/backup', 'What `/backup` can do'],
  ['/backup help', 'What `/backup` can do'],
  [
    '/backup now zzzzzzzzzzzz',
    'No item is called `zzzzzzzzzzzz`. Nothing was changed.\n`/backup status` shows which there are.',
  ],
  ['/backup cancel job_nope', 'There is no job `job_nope`. `/backup jobs` lists them.'],
  ['/backup status job_nope', 'There is no job `job_nope`. `/backup jobs` lists them.'],
  ['/backup jobs job_00000000000000000000000000000000', 'There is no job `job_00000000000000000000000000000000`'],
  ['/backup cancel job_00000000000000000000000000000000', 'There is no job job_00000000000000000000000000000000.'],
])('%s is answered privately', async (line, answer) => {
  const said = await ada(line);
  expect(answerTo(said)).toContain(answer);
  expect(said.answers).toEqual(said.ephemeral);
});

test.each([
  '<!channel>',
  "'; drop table jobs; --",
  '$(touch /tmp/holdfast-was-here) `id` | cat',
  '../../etc/passwd',
  '%_\\',
  '\u202eeman\n> x',
  'x'.repeat(10_000),
  '`'.repeat(10_000),
])('what no item is called does nothing and stays text: %.30j', async (hostile) => {
  for (const subcommand of ['now', 'status', 'jobs', 'cancel', hostile]) {
    const said = await ada(`/backup ${subcommand} ${hostile}`);
    expect(said.error).toBeUndefined();
    expect(said.ephemeral).toHaveLength(1);
    expect(said.ephemeral[0]?.shown).not.toContain('<!channel>');
  }
});

test('status tells how everything stands, and of an item its newest point', async () => {
  const { name } = await newItemWithPoints(world, 2);
  expect(answerTo(await ada('/backup status'))).toMatch(/recovery points? · .* protected · .* stored/);
  const answer = answerTo(await ada(`/backup status ${name}`));
  expect(answer).toContain(`✅ *\`${name}\`* is protected`);
  expect(answer).toMatch(/Newest point: <!date\^\d+\^.*> · 2\.8 GB/);
  expect(answer).toContain('2 recovery points in the vault');
});

test('where an item has no good point left, status names it and its newest point says what to do', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const damage = { certainty: 'DAMAGED', text: 'Some of it is lost.', jobId: 'job_x', paths: [], pathCount: null };
  await gateway.owner`
    update recovery_points set damage = ${gateway.owner.json(damage)}, damaged_at = now() where item_id = ${itemId}`;
  const everything = answerTo(await ada('/backup status'));
  expect(everything).toMatch(/• \d+ items? without any good recovery point/);
  expect(everything).toMatch(new RegExp(`Items in trouble\\*\n(.*\n)*. \`${name}\`: `, 'u'));
  expect(answerTo(await ada(`/backup status ${name}`))).toContain(
    `\`/backup now ${name}\` stores anew what the source still has.`,
  );
});

test('jobs lists the latest, of all and of one item', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  await ada(`/backup now ${name}`);
  const answer = answerTo(await ada(`/backup jobs ${name}`));
  expect(answer).toContain(`The latest jobs of \`${name}\``);
  expect(answer.indexOf('waits for a worker')).toBeLessThan(answer.indexOf('is done'));
  const [, newest] = await jobsOf(world, itemId);
  expect(answerTo(await ada('/backup jobs'))).toContain(newest?.id);
  expect(answerTo(await ada(`/backup jobs ${newest?.id}`))).toContain('waits for a worker');
});

test('cancel stops the one open job of an item, and says so when there is none', async () => {
  const { itemId, name } = await newItem(world);
  expect(answerTo(await ada(`/backup cancel ${name}`))).toContain('there is nothing to cancel');
  await ada(`/backup now ${name}`);
  expect(answerTo(await ada(`/backup cancel ${name}`))).toContain('was cancelled');
  expect(await onlyJobOf(world, itemId)).toMatchObject({ status: 'CANCELLED' });
});

test('cancel takes the id of a job, and tells that one has ended', async () => {
  const { itemId, name } = await newItem(world);
  await ada(`/backup now ${name}`);
  const { id } = await onlyJobOf(world, itemId);
  expect(answerTo(await ada(`/backup cancel ${id}`))).toContain('was cancelled');
  expect(answerTo(await ada(`/backup cancel ${id}`))).toContain('has already ended');
});

test('who is linked to nobody is told how to be, with a line that has their ids', async () => {
  const { itemId, name } = await newItem(world);
  const answer = answerTo(await slack.command('kenji', 'backups', `/backup now ${name}`));
  expect(answer).toContain('Holdfast does not know you yet');
  expect(answer).toContain(`teamId: "${slack.teamId}", userId: "${slack.user('kenji').id}"`);
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('a reader may look and is told which role starting takes', async () => {
  const { itemId, name } = await newItem(world);
  expect(answerTo(await slack.command('grace', 'backups', `/backup status ${name}`))).toContain('is protected');
  const answer = answerTo(await slack.command('grace', 'backups', `/backup now ${name}`));
  expect(answer).toContain('You may not start a backup.');
  expect(answer).toContain('Ask an administrator of Holdfast for the role OPERATOR.');
  expect(await jobsOf(world, itemId)).toEqual([]);
});

test('pause stops the backups of an item for who may change protection, and resume makes it go on; status tells', async () => {
  await world.link('kenji', 'CONTRIBUTOR');
  const kenji = (line: string) => slack.command('kenji', 'backups', line);
  const { itemId, name } = await newItem(world);
  expect(answerTo(await ada(`/backup pause ${name}`))).toContain('CONTRIBUTOR');
  expect(answerTo(await kenji(`/backup pause ${name}`))).toContain(`⏸️ *\`${name}\` is not backed up any more*`);
  expect(answerTo(await ada(`/backup status ${name}`))).toContain('is not backed up any more');
  expect(answerTo(await ada(`/backup now ${name}`))).toContain('Resume protection first.');
  expect(await jobsOf(world, itemId)).toEqual([]);
  expect(answerTo(await kenji(`/backup resume ${name}`))).toContain(`▶️ *\`${name}\` is protected again*`);
  expect(answerTo(await kenji(`/backup resume ${name}`))).toContain('was not stopped');
  expect(answerTo(await ada(`/backup status ${name}`))).toContain('Backed up on demand alone');
});
