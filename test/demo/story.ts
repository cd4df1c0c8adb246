import { copyFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { startPostgresql } from '../kit/postgresql-server.ts';
import { startSlackWorkspace } from '../kit/slack/workspace.ts';
import { backUp } from './back-up.ts';
import { damageAndHeal } from './damage.ts';
import { drill } from './drill.ts';
import { compareOldFile, compareRestored, type Accident } from './judge.ts';
import { CHANNEL, DATABASE_ITEM, FOLDER_ITEM, protectAll } from './estate.ts';
import { folderOf, look } from './look.ts';
import { makeSample } from './make-sample.ts';
import { rebuildCatalogue, startFromNothing } from './rebuild.ts';
import { runBySchedule, shortenAndLengthen } from './policy.ts';
import { restore } from './restore.ts';
import { runHoldfast, type Performance } from './run-holdfast.ts';
import { changeSomeRows, LIVING_TABLE, loseTable, LOST_TABLE } from './sample-database.ts';
import { changeSomeFiles, DIARY } from './sample-folder.ts';
import type { Act, Scene, Stage } from './stage.ts';
import type { Testimony } from './testimony.ts';

/** Plays the whole story. @returns the Holdfast that is left at its end */
export async function play(stage: Stage): Promise<Performance> {
  const { scene, performance } = await begin(stage);
  const { act } = performance;
  const first = await makeSample(scene);
  const kit = await protect(act);
  await backUp(act, { id: 'backup-database', title: 'The database is backed up', user: 'ada', item: DATABASE_ITEM });
  await backUp(act, { id: 'backup-folder', title: 'The folder is backed up', user: 'grace', item: FOLDER_ITEM });
  await change(act);
  await backUp(act, {
    id: 'backup-database-again',
    title: 'The database again, incrementally',
    user: 'ada',
    item: DATABASE_ITEM,
  });
  await backUp(act, {
    id: 'backup-folder-again',
    title: 'The folder again, incrementally',
    user: 'grace',
    item: FOLDER_ITEM,
  });
  const accident = await lose(act);
  await restoreAll(act);
  await act.recorder.step('compare', 'The witness looks again', async () => {
    compareRestored(act.recorder, accident, await look(act, { when: 'after the restores' }));
  });
  await drill(act, {
    id: 'drill-database',
    title: 'Nobody waits for an accident: a drill of the database',
    user: 'grace',
    item: DATABASE_ITEM,
  });
  await damageAndHeal(act);
  await runBySchedule(act);
  await shortenAndLengthen(act);
  const anew = await startFromNothing(scene, performance);
  await rebuildCatalogue(anew, kit);
  await restoreOldFile(anew.act, first);
  return anew;
}

async function begin(stage: Stage): Promise<{ scene: Scene; performance: Performance }> {
  const { recorder, holdings, folders, say } = stage;
  return recorder.step('start', 'Everything starts, in a throw-away folder', async () => {
    const server = await holdings.hold(() => startPostgresql({ parent: folders.root }));
    const slack = await holdings.hold(() => startSlackWorkspace());
    const scene = { ...stage, server, slack };
    const performance = await runHoldfast(scene);
    say(`       Holdfast       ${performance.parts.url}  (store, gateway, worker and bot, each a process)`);
    say(`       Slack          ${slack.pageUrl}?user=ada  (a simulator: open it and watch #${CHANNEL})`);
    say(`       PostgreSQL     ${server.host}:${server.port}  (the database to be protected)`);
    say(`       all files in   ${folders.root}`);
    return { scene, performance };
  });
}

/** @returns where someone keeps a copy of the vault's recovery kit */
async function protect({ recorder, admin, server, folders, say }: Act): Promise<string> {
  return recorder.step('protect', 'A vault, a policy and two protected items are made', async () => {
    const kit = await protectAll(admin, { vaults: folders.vaults, folder: folderOf({ folders }), server });
    const copy = join(folders.keptElsewhere, basename(kit));
    copyFileSync(kit, copy);
    say(`       someone keeps a copy of the vault's recovery kit in another place: ${copy}`);
    return copy;
  });
}

async function change(act: Act): Promise<void> {
  await act.recorder.step('change', 'A day of work: a few files and rows change', async () => {
    changeSomeFiles(folderOf(act));
    await changeSomeRows(act.server);
  });
}

async function lose(act: Act): Promise<Accident> {
  const title = 'The accident: the folder and a table are gone';
  return act.recorder.step('lose', title, async () => {
    const before = await look(act, { when: 'before the accident' });
    await rm(folderOf(act), { recursive: true });
    const newRows = await loseTable(act.server);
    act.say(`       ${folderOf(act)} is deleted, the table ${LOST_TABLE} dropped`);
    act.say(`       meanwhile ${newRows} new rows came into ${LIVING_TABLE}`);
    return { before, after: await look(act, { when: 'after the accident', what: 'TABLES' }), newRows };
  });
}

async function restoreAll(act: Act): Promise<void> {
  await restore(act, {
    id: 'restore-folder',
    title: 'The folder is restored whole, from Slack',
    wish: { user: 'ada', item: FOLDER_ITEM, point: 0 },
  });
  await restore(act, {
    id: 'restore-table',
    title: 'The dropped table alone is restored',
    wish: { user: 'grace', item: DATABASE_ITEM, point: 0, only: { kind: 'TABLES', lines: LOST_TABLE } },
  });
}

/** From the oldest point, which only the vault still knew of. */
async function restoreOldFile(act: Act, first: Testimony): Promise<void> {
  await rm(join(folderOf(act), DIARY));
  await restore(act, {
    id: 'restore-file',
    title: 'A file of the first day is restored, from the rebuilt catalogue',
    wish: { user: 'ada', item: FOLDER_ITEM, point: 3, only: { kind: 'PATHS', lines: DIARY } },
  });
  await act.recorder.step('compare-file', 'The witness looks at the file', async () => {
    compareOldFile(act.recorder, first, await look(act, { when: 'at the end', what: 'FOLDER' }));
  });
}
