import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { NO_WARNINGS } from '@holdfast/db/domain/job';
import type { Landing } from '../../../landing/landing.ts';
import { holdStaging } from '../../../landing/staging.ts';
import { explained } from '../../../repository/errors.ts';
import { RESTORE_TASK } from '../../../restore/tasks.ts';
import { dumpToFile } from '../../../vault/dump.ts';
import type { Restored } from '../../driver.ts';
import { groundsOf, land, type Staged } from '../../landed/land.ts';
import { databaseOfPart, fileOfPart } from '../part-names.ts';
import { storedFile } from './archive.ts';
import { pointLacks } from './errors.ts';
import type { RestoreWork } from './work.ts';

/**
 * Writes a point's dumps, with the roles and settings that belong to them, as files into a folder on the worker's machine:
 * what pg_restore and psql read without Holdfast.
 */
export async function restoreAsFiles(work: RestoreWork): Promise<Restored> {
  const { settings, plan, run, point } = work;
  await run.startTask(RESTORE_TASK.prepare);
  const { selection, target } = plan;
  if (target.kind !== 'PATH') throw new Error('the plan names no folder');
  const wanted = selection.kind === 'DATABASE' ? selection.database : null;
  const parts = point.parts.filter(
    ({ kind, name }) => kind !== 'DUMP' || wanted === null || databaseOfPart(name) === wanted,
  );
  if (!parts.some(({ kind }) => kind === 'DUMP')) throw pointLacks(`the database ${wanted ?? ''}`);
  return land({
    grounds: groundsOf(settings),
    plan,
    run,
    target: target.path,
    paths: null,
    sizeBytes: sum(parts),
    stage: (landing) => stageFiles(work, landing, parts),
  });
}

type Parts = RestoreWork['point']['parts'];

function sum(parts: Parts): number {
  return parts.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
}

async function stageFiles({ point, run }: RestoreWork, landing: Landing, parts: Parts): Promise<Staged> {
  const total = sum(parts);
  let bytes = 0;
  await using staging = await holdStaging(landing);
  const folder = join(staging.path, basename(landing.stagedRoot));
  // Dumps hold everything that the database does, whoever may read it there.
  await mkdir(folder, { mode: 0o700 });
  for (const part of parts) {
    const before = bytes;
    const onBytes = (written: number) => run.progress(progressOf(before + written, total));
    const request = { ...storedFile(part), signal: run.signal, marker: run.marker, onBytes };
    const name = fileOfPart(part.name);
    if (name !== basename(name)) throw pointLacks(`a file name for its part ${part.name}`);
    const file = join(folder, name);
    const written = await explained(() => dumpToFile(point.repository, request, file));
    bytes += written.bytes;
  }
  return { files: parts.length, bytes, warnings: NO_WARNINGS };
}

function progressOf(bytesDone: number, bytesTotal: number) {
  return { percent: Math.min(99, (bytesDone / Math.max(1, bytesTotal)) * 100), bytesDone, bytesTotal };
}
