import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandAs, run } from '@holdfast/db/store/command';
import { withSession } from '@holdfast/worker/sources/postgresql/connect';
import { makeServerPlace, type ServerPlace } from '@holdfast/worker/sources/postgresql/drill/server-place';
import { startScratchServer, type ScratchServer } from '@holdfast/worker/sources/postgresql/drill/scratch-server';
import { makeScratch, removeScratch } from '@holdfast/worker/scratch/folder';
import { restoredDiffers } from '@holdfast/worker/sources/postgresql/restore/errors';
import { createScratch, createScratchAnywhere } from '@holdfast/worker/sources/postgresql/restore/scratch';
import { databaseSettingsSchema } from '@holdfast/worker/sources/postgresql/settings-part';
import { installedTools } from '../../kit/tools.ts';

/** Starts a server as a drill does, and removes all of it afterwards. */
async function onScratchServer(
  work: (scratch: ScratchServer, place: ServerPlace) => Promise<void>,
  before: (place: ServerPlace, home: string) => Promise<void> = async () => {},
): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-scratch-server-'));
  const folder = await makeScratch(home, { jobId: 'job_1', attempt: 1 });
  try {
    const place = await makeServerPlace(folder);
    await before(place, home);
    const { bin } = installedTools().postgresql;
    const programs = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: 15, toolsMajor: 15 };
    const { signal } = new AbortController();
    await using scratch = await startScratchServer({ place, programs, signal, marker: 'test' });
    await work(scratch, place);
  } finally {
    await removeScratch(folder);
    rmSync(home, { recursive: true });
  }
}

test('roles that a point brings along, superusers among them, cannot log in to a scratch server; no password lies beside it', async () => {
  await onScratchServer(async ({ server }, place) => {
    const ask = (user: string, password: string) =>
      withSession(
        { ...server, config: { ...server.config, user }, password },
        { database: 'postgres' },
        (sql) => sql`select 1 as one`,
      );
    await ask('postgres', server.password ?? '');
    await withSession(server, { database: 'postgres' }, (sql) =>
      sql.unsafe(`create role brought superuser login password 'known to others'`),
    );
    await expect(ask('brought', 'known to others')).rejects.toThrow(/pg_hba/);
    for (const folder of [place.place, place.folder]) expect(existsSync(join(folder, 'password'))).toBe(false);
  });
});

test('a database with a locale that this machine lacks is made with another one, which is told', async () => {
  await onScratchServer(async ({ server }) => {
    const like = (encoding: string, collate: string) =>
      databaseSettingsSchema.parse({
        ...{ name: 'shop', owner: 'postgres', encoding, localeProvider: 'c', collate, ctype: collate, locale: null },
        ...{ icuRules: null, tablespace: 'pg_default', connectionLimit: -1, comment: null, grants: null },
        ...{ roleSettings: [], extensions: [], tables: [] },
      });
    await withSession(server, { database: 'postgres' }, async (sql) => {
      await expect(createScratch(sql, 'refused', like('UTF8', 'xx_YY.UTF-8'))).rejects.toThrow(/locale/);
      for (const encoding of ['UTF8', 'LATIN1']) {
        const { warnings } = await createScratchAnywhere(sql, `made_${encoding}`, like(encoding, 'xx_YY.UTF-8'));
        expect(warnings).toMatchObject([
          { code: 'LOCALE_NOT_RESTORED', message: expect.stringContaining('xx_YY.UTF-8') },
        ]);
      }
      expect((await createScratchAnywhere(sql, 'own', like('UTF8', 'C'))).warnings).toEqual([]);
      await expect(createScratchAnywhere(sql, 'own', like('UTF8', 'C'))).rejects.toThrow(/already exists/);
    });
  });
});

test.runIf(process.geteuid?.() === 0)(
  'no link that its account plants is followed: nothing of ours is written into a folder of its',
  async () => {
    const kept: string[] = [];
    const plant = async ({ folder, account }: ServerPlace, home: string) => {
      for (const name of ['password', 'log', 'server.log', 'pg_hba.conf']) {
        const file = join(home, `kept-${name}`);
        writeFileSync(file, 'kept', { mode: 0o600 });
        kept.push(file);
        const link = { program: 'ln', args: ['-s', file, join(folder, name)] };
        expect(await run(commandAs(account, link))).toMatchObject({ code: 0 });
      }
    };
    await onScratchServer(async () => {
      for (const file of kept) expect(readFileSync(file, 'utf8')).toBe('kept');
    }, plant);
  },
);

test('a server that is killed is what a drill then fails of, not the point and nobody else’s server', async () => {
  await onScratchServer(async (scratch, place) => {
    const trouble = restoredDiffers('The table orders');
    expect(await scratch.explain(trouble)).toBe(trouble);
    const died = withSession(scratch.server, { database: 'postgres' }, async (sql) => {
      await sql`select pg_sleep(0.1)`;
      process.kill(Number(readFileSync(join(place.data, 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
      await sql`select pg_sleep(60)`;
    }).catch((error: unknown) => error);
    expect(await scratch.explain(await died)).toMatchObject({
      code: 'DRILL_SERVER_FAILED',
      message: expect.stringMatching(/ended in the midst of it: .*database system is ready/s),
    });
  });
});
