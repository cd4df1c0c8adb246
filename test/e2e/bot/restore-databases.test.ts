import { blockId, RESTORE } from '@holdfast/bot/ui/ids';
import type { PointContents } from '@holdfast/db/domain/point-contents';
import { afterAll, afterEach, expect, test } from 'vitest';
import { TWO_DATABASES } from '../../kit/point-contents.ts';
import { openBotWorld } from './bot-world.ts';
import { answerTo, jobsOf, newItemWithPoints, newServerWithPoint } from './people.ts';
import { choose, openRestoreModal, screenOf } from './restore-screen.ts';

const world = await openBotWorld();
afterAll(() => world.close());
const { slack } = world;

afterEach(() => slack.closeView('ada', 'all'));

const ONE_DATABASE: PointContents = { databases: TWO_DATABASES.databases.slice(0, 1) };
const open = (name: string) => openRestoreModal(slack, `/backup restore ${name}`);
const screen = () => screenOf(slack, 'ada');

async function suggestions(actionId: string, typed = '') {
  return slack.suggest({ user: 'ada', viewId: screen().id, actionId, typed });
}

async function chooseDatabase(name: string): Promise<void> {
  await suggestions(RESTORE.database);
  await choose(slack, RESTORE.database, name);
}

async function submit(values: Record<string, string> = {}) {
  return slack.submit('ada', screen().id, values);
}

async function planOf(itemId: string) {
  return (await jobsOf(world, itemId)).find(({ operation }) => operation === 'RESTORE')?.plan;
}

test('a server is restored whole where it was, unless something else is chosen', async () => {
  const { itemId, name, pointId, place } = await newServerWithPoint(world, TWO_DATABASES);
  await open(name);
  expect(screen().shown).toContain(`All of \`${name}\` (dumps of 305 MB) as of`);
  expect(screen().shown).toContain(`will be on server \`${place.replace('postgresql://', '')}\``);
  expect(screen().shown).toContain('If a database of that name is there, nothing is touched and the restore fails');
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({
    recoveryPointId: pointId,
    selection: { kind: 'ALL' },
    target: { kind: 'DATABASE', database: null },
    conflict: 'FAIL_IF_EXISTS',
  });
});

test.each([TWO_DATABASES, null])(
  'the size of a point of databases is said to be that of its dumps: %#',
  async (contents) => {
    const { name } = await newServerWithPoint(world, contents);
    await open(name);
    const [point] = await suggestions(RESTORE.point);
    expect(point?.text.text).toMatch(/ · dumps of (305 MB|1 kB)$/);
    expect(point?.description?.text).toBe('written down by its application');
    const { shown } = screen();
    expect(shown).toContain(point?.text.text);
    const status = answerTo(await slack.command('ada', 'backups', `/backup status ${name}`));
    expect(status).toMatch(/Newest point: .* · dumps of (305 MB|1 kB)/);
    expect(status).toMatch(/(4,003 tables in )?dumps of (305 MB|1 kB) · [12]00 B stored/);
  },
);

test('what a restore of a whole server replaces is named before it is', async () => {
  const { name } = await newServerWithPoint(world, TWO_DATABASES);
  await open(name);
  expect(screen().shown).toContain('• That is 2 databases: `shop` and `Ledger &amp; Co`');
  await choose(slack, RESTORE.conflict, 'REPLACE');
  expect(screen().shown).toContain('its data of now is replaced, in 2 databases:* `shop` and `Ledger &amp; Co`');
});

test('of more databases than a menu holds each is found by typing', async () => {
  const databases = Array.from({ length: 250 }, (_, index) => {
    return { name: `tenant_${index + 1}`, sizeBytes: 0, tableCount: 0, tables: [] };
  });
  const { itemId, name } = await newServerWithPoint(world, { databases });
  await open(name);
  expect(screen().shown).toContain('That is 250 databases: `tenant_1`');
  expect(screen().shown).toContain('`tenant_10` and 240 more');
  await choose(slack, RESTORE.scope, 'DATABASE');
  expect(await suggestions(RESTORE.database)).toHaveLength(100);
  expect((await suggestions(RESTORE.database, 'nt_249')).map(({ value }) => value)).toEqual(['tenant_249']);
  await choose(slack, RESTORE.database, 'tenant_249');
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({ selection: { kind: 'DATABASE', database: 'tenant_249' } });
});

test('a preview that is refused says it in the words of the form', async () => {
  const { name } = await newServerWithPoint(world, ONE_DATABASE);
  await open(name);
  await choose(slack, RESTORE.target, 'DATABASE');
  await choose(slack, RESTORE.targetDatabase, 'template1');
  expect(screen().shown).toContain('⛔ *This would be refused*');
  expect(screen().shown).toContain(
    'Where to: Name of the database: This template1 is no database to restore into: choose another as “Where to: Name of the database”.',
  );
  expect(screen().shown).not.toMatch(/target\.|named fields/);
});

test('one database of several is found by typing, and goes under another name', async () => {
  const { itemId, name, place } = await newServerWithPoint(world, TWO_DATABASES);
  await open(name);
  expect(screen().shown).not.toContain('Another database');
  await choose(slack, RESTORE.scope, 'DATABASE');
  expect(screen().shown).toContain('Choose which database.');
  const all = await suggestions(RESTORE.database);
  expect(all.map(({ text, description }) => [text.text, description?.text])).toEqual([
    ['shop', '300 MB · 3 tables'],
    ['Ledger & Co', '5 MB · 4,000 tables'],
  ]);
  expect((await suggestions(RESTORE.database, 'LEDG')).map(({ value }) => value)).toEqual(['Ledger & Co']);
  await choose(slack, RESTORE.database, 'Ledger & Co');
  expect(screen().shown).toContain(`Database \`Ledger &amp; Co\` of \`${name}\` (about 5 MB in tables)`);
  await choose(slack, RESTORE.target, 'DATABASE');
  expect(screen().shown).toContain('Type the name of the other database.');
  await choose(slack, RESTORE.targetDatabase, 'ledger then');
  expect(screen().shown).toContain(`will be in database \`ledger then\` on \`${place.replace('postgresql://', '')}\``);
  await choose(slack, RESTORE.conflict, 'KEEP_BOTH');
  expect(screen().shown).toContain('what is restored becomes a database of another name');
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({
    selection: { kind: 'DATABASE', database: 'Ledger & Co' },
    target: { kind: 'DATABASE', database: 'ledger then' },
    conflict: 'KEEP_BOTH',
  });
});

test('tables are typed as SQL writes them, and which database is meant is asked only where there are several', async () => {
  const several = await newServerWithPoint(world, TWO_DATABASES);
  await open(several.name);
  await choose(slack, RESTORE.scope, 'TABLES');
  expect(screen().shown).toContain('Choose which database.');
  await chooseDatabase('shop');
  expect(screen().shown).toContain('The point has public.customers, public.orders, "Sales"."Orders ""2026""".');
  await slack.closeView('ada', 'all');

  const one = await newServerWithPoint(world, ONE_DATABASE);
  await open(one.name);
  await choose(slack, RESTORE.scope, 'TABLES');
  expect(screen().shown).toContain('Type which tables.');
  expect(screen().shown).not.toContain('As files in a folder');
  await choose(slack, RESTORE.conflict, 'REPLACE');
  expect(await submit({ [RESTORE.tables]: ' orders \n\n"Sales"."Orders ""2026"""' })).toMatchObject({
    outcome: 'updated',
  });
  // The first press showed what was typed; this one replaces it.
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(one.itemId)).toMatchObject({
    selection: {
      kind: 'TABLES',
      database: 'shop',
      tables: [
        { schema: 'public', name: 'orders' },
        { schema: 'Sales', name: 'Orders "2026"' },
      ],
    },
    target: { kind: 'DATABASE', database: null },
    conflict: 'REPLACE',
  });
});

test('databases go as files into a folder', async () => {
  const { itemId, name } = await newServerWithPoint(world, TWO_DATABASES);
  await open(name);
  await choose(slack, RESTORE.target, 'PATH');
  await choose(slack, RESTORE.targetPath, '/srv/dumps');
  expect(screen().shown).toContain('will be at `/srv/dumps`');
  expect(screen().shown).toContain('If anything is there, nothing is touched and the restore fails');
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({
    selection: { kind: 'ALL' },
    target: { kind: 'PATH', path: '/srv/dumps' },
  });
});

test('what is wrong is said beside its question, and nothing is started', async () => {
  const { itemId, name } = await newServerWithPoint(world, ONE_DATABASE);
  await open(name);
  await choose(slack, RESTORE.scope, 'TABLES');
  await choose(slack, RESTORE.target, 'DATABASE');
  const right = { [RESTORE.tables]: 'orders', [RESTORE.targetDatabase]: 'then' };
  expect(await submit({ ...right, [RESTORE.tables]: 'orders\ninvoices' })).toMatchObject({
    outcome: 'errors',
    by: 'app',
    errors: { [blockId(RESTORE.tables, itemId)]: expect.stringContaining('“invoices” is not in this recovery point') },
  });
  expect(await submit({ ...right, [RESTORE.targetDatabase]: 'x'.repeat(64) })).toMatchObject({
    outcome: 'errors',
    errors: { [blockId(RESTORE.targetDatabase, itemId)]: expect.stringContaining('63 bytes') },
  });
  expect(await planOf(itemId)).toBeUndefined();
  expect(await submit(right)).toMatchObject({ outcome: 'updated' });
});

test('of a point whose contents nobody knows the database is typed', async () => {
  const { itemId, name } = await newServerWithPoint(world, null);
  await open(name);
  await choose(slack, RESTORE.scope, 'TABLES');
  await choose(slack, RESTORE.database, 'shop');
  expect(await submit({ [RESTORE.tables]: 'orders' })).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({ selection: { kind: 'TABLES', database: 'shop' } });
});

test('an item of one database is not asked which, also when the contents of its point are not known', async () => {
  const { itemId, name } = await newServerWithPoint(world, null, 'shop');
  await open(name);
  await choose(slack, RESTORE.scope, 'TABLES');
  expect(await submit({ [RESTORE.tables]: 'orders' })).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({ selection: { kind: 'TABLES', database: 'shop' } });
});

test('with files chosen instead of a server nothing of the first is kept, and nothing of it is asked', async () => {
  const [server, files] = [await newServerWithPoint(world, TWO_DATABASES), await newItemWithPoints(world, 1)];
  await open(server.name);
  await choose(slack, RESTORE.scope, 'TABLES');
  await choose(slack, RESTORE.target, 'DATABASE');
  await choose(slack, RESTORE.conflict, 'REPLACE');
  await suggestions(RESTORE.item, files.name);
  await choose(slack, RESTORE.item, files.itemId);
  expect(screen().shown).toContain('Chosen files and folders');
  expect(screen().shown).not.toContain('Chosen tables');
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(files.itemId)).toMatchObject({
    selection: { kind: 'ALL' },
    target: { kind: 'PATH' },
    inPlace: true,
    conflict: 'FAIL_IF_EXISTS',
  });
});

test('what is typed after the preview is shown before it replaces anything, and runs with the next press', async () => {
  const { itemId, name } = await newServerWithPoint(world, ONE_DATABASE);
  await open(name);
  await choose(slack, RESTORE.scope, 'TABLES');
  await choose(slack, RESTORE.conflict, 'REPLACE');
  expect(await submit({ [RESTORE.tables]: 'orders' })).toMatchObject({ outcome: 'updated' });
  expect(screen().shown).toContain('What you typed is not what the preview was of');
  expect(screen().shown).toContain('Table `public.orders` of database `shop`');
  expect(await planOf(itemId)).toBeUndefined();
  expect(await submit()).toMatchObject({ outcome: 'updated' });
  expect(await planOf(itemId)).toMatchObject({
    selection: { kind: 'TABLES', tables: [{ schema: 'public', name: 'orders' }] },
    conflict: 'REPLACE',
  });
});
