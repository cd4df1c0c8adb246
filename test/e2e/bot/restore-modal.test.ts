import { recoveryPoints } from '@holdfast/db/schema';
import { eq } from 'drizzle-orm';
import { afterAll, afterEach, expect, test } from 'vitest';
import { blockId, RESTORE } from '@holdfast/bot/ui/ids';
import { openBotWorld } from './bot-world.ts';
import { jobsOf, newItem, newItemWithPoints } from './people.ts';
import { choose as chooseOn, openRestoreModal, screenOf } from './restore-screen.ts';

const world = await openBotWorld();
afterAll(() => world.close());
const { slack, gateway } = world;

afterEach(async () => {
  if (slack.views('ada').length > 0) await slack.closeView('ada', 'all');
});

const open = (line: string, user = 'ada') => openRestoreModal(slack, line, user);
const screen = (user = 'ada') => screenOf(slack, user);
const choose = (actionId: string, chosen: string) => chooseOn(slack, actionId, chosen);

test('the item behind the command is chosen with its newest point, and the preview says what would happen', async () => {
  const { itemId, name, pointIds } = await newItemWithPoints(world, 2);
  const { shown, values } = await open(`/backup restore ${name}`);
  expect(values).toMatchObject({
    [RESTORE.item]: { [RESTORE.item]: { selected_option: { value: itemId } } },
    [blockId(RESTORE.point, itemId)]: { [RESTORE.point]: { selected_option: { value: pointIds.at(-1) } } },
    [blockId(RESTORE.conflict, itemId, 'FILES')]: {
      [RESTORE.conflict]: { selected_option: { value: 'FAIL_IF_EXISTS' } },
    },
  });
  expect(shown).toContain('What pressing the button does');
  expect(shown).toMatch(/All of `.+` \(2\.8 GB, 10 files\) as of <!date\^\d+.*> will be at `\/srv\//);
  expect(shown).toContain('If anything is there, nothing is touched and the restore fails');
  expect(shown).toContain('How long it takes is not known: Nothing of this kind has been restored yet.');
  expect(shown).toContain('What is there now is not known: No worker of the item');
});

test('of an item whose newest point is damaged the newest good one is chosen and that is said; the damaged one can be chosen, and the preview warns', async () => {
  const { itemId, name, pointIds } = await newItemWithPoints(world, 2);
  const [good = '', newest = ''] = pointIds;
  const damage = { certainty: 'DAMAGED', text: 'Some of it is lost.', jobId: 'job_x', paths: [], pathCount: null };
  await gateway.owner`
    update recovery_points set damage = ${gateway.owner.json(damage)}, damaged_at = now() where id = ${newest}`;
  const { shown, values, id } = await open(`/backup restore ${name}`);
  expect(values).toMatchObject({
    [blockId(RESTORE.point, itemId)]: { [RESTORE.point]: { selected_option: { value: good } } },
  });
  expect(shown).toContain('The newest recovery point is damaged or gone: the newest good one is chosen.');
  expect(shown).not.toContain('This point is damaged');
  const [first] = await slack.suggest({ user: 'ada', viewId: id, actionId: RESTORE.point, typed: '' });
  expect(first).toMatchObject({ value: newest, description: { text: expect.stringContaining('⛔ damaged') } });
  await choose(RESTORE.point, newest);
  expect(screen().shown).toContain('⛔ *This point is damaged:* Some of it is lost.');
});

test('submitted, it asks for the restore on behalf of the person and says so once it is taken', async () => {
  const { itemId, name, pointIds } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  const submitted = await slack.submit('ada', id, {});
  expect(submitted).toMatchObject({ outcome: 'updated' });
  expect(screen().shown).toContain(`🕓 *Restore of \`${name}\`* waits for a worker`);
  const [, job] = await jobsOf(world, itemId);
  expect(job).toMatchObject({
    operation: 'RESTORE',
    requestedBy: { type: 'slack', userId: slack.user('ada').id },
    plan: { recoveryPointId: pointIds[0], conflict: 'FAIL_IF_EXISTS' },
  });
});

test('items are found by typing, stopped and hostile ones read as text', async () => {
  const { itemId } = await newItem(world, 'Typed Item');
  const { id } = await open('/backup restore');
  expect(screen().shown).toContain('Choose what to restore.');
  const options = await slack.suggest({ user: 'ada', viewId: id, actionId: RESTORE.item, typed: 'yped it' });
  expect(options.map(({ value }) => value)).toEqual([itemId]);
  expect(await slack.suggest({ user: 'ada', viewId: id, actionId: RESTORE.item, typed: '%' })).toEqual([]);
  expect(await slack.suggest({ user: 'ada', viewId: id, actionId: RESTORE.item, typed: 'x'.repeat(3_000) })).toEqual(
    [],
  );
});

test('with another item its points and the preview change, and nothing of the first is kept', async () => {
  const [one, other] = [await newItemWithPoints(world, 1), await newItemWithPoints(world, 1)];
  const { id } = await open(`/backup restore ${one.name}`);
  await slack.suggest({ user: 'ada', viewId: id, actionId: RESTORE.item, typed: other.name });
  await choose(RESTORE.item, other.itemId);
  expect(screen().shown).toContain(`All of \`${other.name}\``);
  expect(await slack.submit('ada', id, {})).toMatchObject({ outcome: 'updated' });
  expect((await jobsOf(world, other.itemId)).at(-1)).toMatchObject({ plan: { recoveryPointId: other.pointIds[0] } });
  expect(await jobsOf(world, one.itemId)).toHaveLength(1);
});

test('points are offered newest first in the reader’s zone with size and soundness; a typed day shows those of that day', async () => {
  const { itemId, name, pointIds } = await newItemWithPoints(world, 3);
  const [oldest = '', middle, newest] = pointIds;
  const takenAt = new Date('2025-02-03T23:30:00Z');
  await gateway.services.db.update(recoveryPoints).set({ takenAt }).where(eq(recoveryPoints.id, oldest));
  const { id } = await open(`/backup restore ${name}`, 'grace').then(() => open(`/backup restore ${name}`));
  const find = { user: 'ada', viewId: id, actionId: RESTORE.point };
  const all = await slack.suggest({ ...find, typed: '' });
  expect(all.map(({ value }) => value)).toEqual([newest, middle, oldest]);
  expect(all.at(-1)?.text.text).toBe('Mon, 3 Feb 2025, 23:30 · 2.8 GB');
  expect(all.at(-1)?.description?.text).toBe('10 files · read while in use');
  expect(await slack.suggest({ ...find, typed: '2025-02-04' })).toEqual([]);
  expect((await slack.suggest({ ...find, typed: '2025-02-03' })).map(({ value }) => value)).toEqual([oldest]);
  const graceSees = { user: 'grace', viewId: screen('grace').id, actionId: RESTORE.point };
  expect((await slack.suggest({ ...graceSees, typed: 'feb' }))[0]?.text.text).toBe('Mon, 3 Feb 2025, 18:30 · 2.8 GB');
  await choose(RESTORE.point, oldest);
  await slack.submit('ada', id, {});
  expect((await jobsOf(world, itemId)).at(-1)).toMatchObject({ plan: { recoveryPointId: oldest } });
});

test('chosen paths, another place and the rule for what is there come into the plan', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  await choose(RESTORE.scope, 'PATHS');
  expect(screen().shown).toContain('Type which files and folders.');
  await choose(RESTORE.target, 'PATH');
  await choose(RESTORE.conflict, 'KEEP_BOTH');
  const values = { [RESTORE.paths]: 'reports/2026.csv\n\n My <notes> \n', [RESTORE.targetPath]: '/srv/elsewhere' };
  expect(await slack.submit('ada', id, values)).toMatchObject({ outcome: 'updated' });
  expect((await jobsOf(world, itemId)).at(-1)?.plan).toMatchObject({
    selection: { kind: 'PATHS', paths: ['reports/2026.csv', ' My <notes> '] },
    place: '/srv/elsewhere',
    conflict: 'KEEP_BOTH',
  });
});

test('replacing live data is said on the button and in the preview', async () => {
  const { name } = await newItemWithPoints(world, 1);
  await open(`/backup restore ${name}`);
  await choose(RESTORE.conflict, 'REPLACE');
  const { shown, content } = screen();
  expect(shown).toContain('⚠️ *That is where the item lives: its data of now is replaced*');
  expect(shown).toContain('What is there is replaced, and kept beside it for 7 days; the result says where');
  expect(content).toMatchObject({ submit: { text: 'Replace and restore' } });
});

test('what is wrong is said beside its question, and nothing is started', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  await choose(RESTORE.scope, 'PATHS');
  await choose(RESTORE.target, 'PATH');
  const values = { [RESTORE.paths]: '/etc/passwd\n../x', [RESTORE.targetPath]: 'not/absolute' };
  expect(await slack.submit('ada', id, values)).toEqual({
    outcome: 'errors',
    by: 'app',
    errors: {
      [blockId(RESTORE.paths, itemId)]:
        '“/etc/passwd” must be relative to the item. “../x” must not hold empty names, . or ..',
      [blockId(RESTORE.targetPath, itemId)]: 'This must be absolute.',
    },
  });
  expect(await jobsOf(world, itemId)).toHaveLength(1);
  const right = { [RESTORE.paths]: 'x', [RESTORE.targetPath]: '/srv/x' };
  expect(await slack.submit('ada', id, right)).toMatchObject({ outcome: 'updated' });
});

test('a typed place shows in the preview after Enter; one that cannot be is refused there already', async () => {
  const { name } = await newItemWithPoints(world, 1);
  await open(`/backup restore ${name}`);
  await choose(RESTORE.target, 'PATH');
  expect(screen().shown).toContain('Type where to restore to.');
  await choose(RESTORE.targetPath, '/srv/typed here');
  expect(screen().shown).toContain('will be at `/srv/typed here`');
  await choose(RESTORE.targetPath, '/srv/../etc');
  expect(screen().shown).toContain('This would be refused');
});

test('an open restore to the same place is shown in the preview and refused beside the place', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  await slack.submit('ada', (await open(`/backup restore ${name}`)).id, {});
  await slack.closeView('ada');
  const { id, shown } = await open(`/backup restore ${name}`);
  expect(shown).toContain(`Another restore there is open (asked for by <@${slack.user('ada').id}>)`);
  const refused = await slack.submit('ada', id, {});
  expect(refused).toMatchObject({
    outcome: 'errors',
    errors: { [blockId(RESTORE.target, itemId, 'PATH')]: expect.stringContaining('already restoring there') },
  });
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('submitted three times at once, and replayed, it is one restore', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  slack.faults.duplicate(3);
  expect(await slack.submit('ada', id, {})).toMatchObject({ outcome: 'updated' });
  slack.faults.clear();
  await slack.faults.replay(1);
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('a command delivered three times opens one modal and says nothing else', async () => {
  const { name } = await newItemWithPoints(world, 1);
  slack.faults.duplicate(3);
  await open(`/backup restore ${name}`);
  slack.faults.clear();
  expect(slack.views('ada')).toHaveLength(1);
  expect(slack.ephemerals('ada')).toEqual([]);
});

test('while the gateway is down the modal stays with what was chosen, and the same press later works', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  await world.door.shut();
  const refused = await slack.submit('ada', id, {});
  await world.door.open();
  expect(refused).toMatchObject({
    outcome: 'errors',
    errors: { [RESTORE.item]: expect.stringContaining('Nothing was started') },
  });
  expect(await slack.submit('ada', id, {})).toMatchObject({ outcome: 'updated' });
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('when the answer was lost the same press again is the same restore', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  world.door.cutAfter('mutation RequestRestore', 1_000);
  const unclear = await slack.submit('ada', id, {});
  world.door.cutAfter('', 0);
  expect(unclear).toMatchObject({
    outcome: 'errors',
    errors: { [RESTORE.item]: expect.stringContaining('it counts as the same restore') },
  });
  expect(await slack.submit('ada', id, {})).toMatchObject({ outcome: 'updated' });
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('changed after the answer was lost, the form says that the first was asked for already', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`);
  world.door.cutAfter('mutation RequestRestore', 1_000);
  await slack.submit('ada', id, {});
  world.door.cutAfter('', 0);
  await choose(RESTORE.conflict, 'REPLACE');
  expect(await slack.submit('ada', id, {})).toMatchObject({
    outcome: 'errors',
    errors: { [RESTORE.item]: expect.stringContaining('Another restore was already asked for with this form') },
  });
  expect(await jobsOf(world, itemId)).toHaveLength(2);
});

test('an item that is mistyped opens the form without it and names those that are like it', async () => {
  await newItem(world, 'library');
  const { shown } = await open('/backup restore librayr');
  expect(shown).toContain('No item is called `librayr`. Did you mean this one? `library`');
  expect(shown).toContain('Choose what to restore.');
});

test('an item without any point says that there is nothing to restore from', async () => {
  const { name } = await newItem(world);
  expect((await open(`/backup restore ${name}`)).shown).toContain('there is nothing to restore from');
});

test('who is linked to nobody reads in the modal how to be', async () => {
  await newItem(world);
  expect((await open('/backup restore library', 'kenji')).shown).toContain('Holdfast does not know you yet');
});

test('a reader may look, and is refused at the end with the role that it takes', async () => {
  const { itemId, name } = await newItemWithPoints(world, 1);
  const { id } = await open(`/backup restore ${name}`, 'grace');
  expect(await slack.submit('grace', id, {})).toMatchObject({
    outcome: 'errors',
    errors: { [RESTORE.item]: expect.stringContaining('This needs the role OPERATOR.') },
  });
  expect(await jobsOf(world, itemId)).toHaveLength(1);
});

test('a modal whose opening was not answered is filled all the same', async () => {
  const { name } = await newItemWithPoints(world, 1);
  slack.faults.acceptThenCut('views.open', 1);
  slack.faults.cutBefore('views.update', 1);
  expect((await open(`/backup restore ${name}`)).shown).toContain('What pressing the button does');
  expect(slack.views('ada')).toHaveLength(1);
});

test('where Slack does not open the modal the person is told so', async () => {
  const { name } = await newItemWithPoints(world, 1);
  slack.faults.refuse('views.open', 'expired_trigger_id', 1);
  const said = await slack.command('ada', 'backups', `/backup restore ${name}`);
  await expect.poll(() => said.ephemeral.at(-1)?.shown).toContain('Slack did not let me open the form');
  expect(slack.views('ada')).toEqual([]);
});
