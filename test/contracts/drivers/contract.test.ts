import { mkdtempSync } from 'node:fs';
import { HoldfastError } from '@holdfast/db/domain/errors';
import type { PointContents } from '@holdfast/db/domain/point-contents';
import { restoreRequestSchema, type ConflictRule, type RestorePlan } from '@holdfast/db/domain/restore';
import { CAPABILITIES, planRestore, SOURCE_KINDS, type SourceKind } from '@holdfast/db/sources/index';
import type { RestoreRun, StoredPoint } from '@holdfast/worker/sources/driver';
import { backup } from '@holdfast/worker/vault/backup';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { corrupt, largestPack } from '../restic/kit.ts';
import { openRun } from '../postgresql/take-point.ts';
import { openFilesScene } from './files-scene.ts';
import { openPostgresqlScene } from './postgresql-scene.ts';
import type { Scene } from './scene.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Every kind of source there is has its place here: a new one is held to the same (DESIGN 5). */
const SCENES: Record<SourceKind, () => Promise<Scene>> = { FILES: openFilesScene, POSTGRESQL: openPostgresqlScene };

const GOING = new AbortController().signal;

describe.each(SOURCE_KINDS)('the driver of %s', (kind) => {
  let scene: Scene;
  let whole: unknown;
  let point: StoredPoint;
  let contents: PointContents | null;

  beforeAll(async () => {
    scene = await SCENES[kind]();
    whole = await scene.facts();
    ({ point, contents } = await takePoint(scene));
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());
  beforeEach(async () => {
    const left = await scene.leftovers();
    if (left.length > 0) throw new Error(`the test before left ${left.join(', ')}`);
  });

  const plan = (conflict: ConflictRule): RestorePlan => {
    const recoveryPointId = 'rpt_00000000000000000000000000000000';
    const request = restoreRequestSchema.parse({ recoveryPointId, target: { conflict } });
    const course = planRestore(request, { source: scene.source, contents });
    return { ...course, recoveryPointId, itemId: 'itm_1', conflict, keepReplacedDays: 7 };
  };
  const restore = (conflict: ConflictRule, changes: Partial<RestoreRun> = {}) =>
    scene.open().restore(point, plan(conflict), { ...attempt(scene), ...changes });

  test('says by a probe the best consistency it can have, one of those its kind declares', async () => {
    const { consistency } = await scene.open().probe(GOING);
    expect(CAPABILITIES[kind].consistencies).toContain(consistency);
  });

  test('says of a source that is not there that a person must see to it', async () => {
    const error: unknown = await scene
      .openMissing()
      .probe(GOING)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HoldfastError);
    expect(error).toMatchObject({ code: 'SOURCE_MISSING', retryable: false, fault: 'USER' });
  });

  test('takes a snapshot of a declared type and consistency, not of a later moment, and lets go of it twice', async () => {
    const driver = scene.open();
    const snapshot = await driver.takeSnapshot(attempt(scene));
    const { consistencies, backupTypes } = CAPABILITIES[kind];
    expect(consistencies).toContain(snapshot.consistency);
    expect(backupTypes).toContain(snapshot.type);
    expect(snapshot.takenAt.getTime()).toBeLessThanOrEqual(Date.now());
    await driver.release(snapshot);
    await driver.release(snapshot);
    await driver.release({ ...snapshot });
  });

  test('names parts of which no two are called the same, fit for files', async () => {
    const names = point.parts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[^/\0]{1,255}$/);
  });

  test('brings the source back where it was, whole, when it is gone', async () => {
    await scene.destroy();
    expect(await scene.open().inspectTarget(plan('FAIL_IF_EXISTS'), GOING)).toMatchObject({ exists: false });
    const restored = await restore('FAIL_IF_EXISTS');
    expect(restored).toMatchObject({ restoredTo: plan('FAIL_IF_EXISTS').place, warnings: { count: 0 } });
    expect(restored.bytes).toBeGreaterThan(0);
    expect(await scene.facts()).toEqual(whole);
    expect(await scene.open().inspectTarget(plan('FAIL_IF_EXISTS'), GOING)).toMatchObject({ exists: true });
  });

  test('keeps what it replaces until it is removed, which may be asked for again', async () => {
    await scene.change();
    const { replacedKeptAt } = await restore('REPLACE');
    expect(await scene.facts()).toEqual(whole);
    if (replacedKeptAt === undefined) throw new Error('it does not say where what it replaced is kept');
    await scene.open().removeReplaced(replacedKeptAt);
    await scene.open().removeReplaced(replacedKeptAt);
    expect(await scene.facts()).toEqual(whole);
  });

  describe('leaves the target as it was', () => {
    let before: unknown;
    beforeEach(async () => {
      await scene.change();
      before = await scene.facts();
    });
    const stays = async () => {
      expect(await scene.facts()).toEqual(before);
      expect(await scene.leftovers()).toEqual([]);
    };

    test('where something is in the way that it was not told to replace', async () => {
      await expect(restore('FAIL_IF_EXISTS')).rejects.toMatchObject({ retryable: false, fault: 'USER' });
      await stays();
    });

    test('where it lost its hold before the swap', async () => {
      const lost = new Error('another attempt holds the job');
      await expect(restore('REPLACE', { assertHeld: () => Promise.reject(lost) })).rejects.toBe(lost);
      await stays();
    });

    test('where it is stopped, and what an attempt left is settled as often as one likes', async () => {
      const stopping = new AbortController();
      const run = attempt(scene, stopping.signal);
      const reason = new Error('stopped');
      const stopped = scene.open().restore(point, plan('REPLACE'), {
        ...run,
        assertHeld: async () => stopping.abort(reason),
      });
      await expect(stopped).rejects.toBeInstanceOf(Error);
      const earlier = { directory: run.directory, ...run.hold };
      expect(await scene.open().settleRestore(plan('REPLACE'), earlier)).toBeUndefined();
      expect(await scene.open().settleRestore(plan('REPLACE'), earlier)).toBeUndefined();
      await stays();
    });

    test('where an attempt had not begun anything', async () => {
      const earlier = { directory: mkdtempSync(scene.shop.path('never-')), ...attempt(scene).hold };
      expect(await scene.open().settleRestore(plan('REPLACE'), earlier)).toBeUndefined();
      await stays();
    });

    test('where what is stored is damaged', async () => {
      corrupt(largestPack(scene.shop.location));
      await expect(restore('REPLACE')).rejects.toMatchObject({ code: 'REPOSITORY_DAMAGED', retryable: false });
      await stays();
    });
  });
});

function attempt(scene: Scene, signal = GOING): RestoreRun {
  return { ...openRun(scene.shop, signal), assertHeld: async () => undefined };
}

/** A backup as the worker makes it, down to the engine. */
async function takePoint(scene: Scene): Promise<{ point: StoredPoint; contents: PointContents | null }> {
  const { shop } = scene;
  const driver = scene.open();
  const run = { ...openRun(shop), assertHeld: async () => undefined };
  await driver.probe(run.signal);
  const snapshot = await driver.takeSnapshot(run);
  const transfer = await driver.openTransfer(snapshot, run);
  const parts: StoredPoint['parts'][number][] = [];
  for (const { name, kind, source } of transfer.parts) {
    const { summary } = await backup(shop.repository, { source, tags: [], host: 'item', ...shop.files() });
    const { snapshotId, bytesProcessed: sizeBytes, bytesAddedPacked: storedBytes } = summary;
    parts.push({ name, kind, snapshotId, sizeBytes, storedBytes });
  }
  await driver.release(snapshot);
  return { point: { repository: shop.repository, parts }, contents: transfer.contents };
}
