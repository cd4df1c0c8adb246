import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withSession } from '@holdfast/worker/sources/postgresql/connect';
import { makeServerPlace } from '@holdfast/worker/sources/postgresql/drill/server-place';
import { startScratchServer } from '@holdfast/worker/sources/postgresql/drill/scratch-server';
import { makeScratch, removeScratch } from '@holdfast/worker/scratch/folder';
import { installedTools } from '../../kit/tools.ts';

test('roles that a point brings along, superusers among them, cannot log in to a scratch server; no password lies beside it', async () => {
  const home = mkdtempSync(join(tmpdir(), 'holdfast-scratch-server-'));
  const folder = await makeScratch(home, { jobId: 'job_1', attempt: 1 });
  try {
    const place = await makeServerPlace(folder);
    const { bin } = installedTools().postgresql;
    const programs = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres'), major: 15, toolsMajor: 15 };
    const { signal } = new AbortController();
    await using scratch = await startScratchServer({ place, programs, signal, marker: 'test' });
    const { server } = scratch;
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
    expect(existsSync(join(place.folder, 'password'))).toBe(false);
  } finally {
    await removeScratch(folder);
    rmSync(home, { recursive: true });
  }
});
