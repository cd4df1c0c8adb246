import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BareRestic } from './bare-restic.ts';
import { totalsOf, type Totals } from './data/totals.ts';
import { openVault, type HoldfastVault, type JobTime } from './holdfast-vault.ts';
import { timeOtherPrograms, type OtherFigure } from './other-programs.ts';
import { flush, quietDisk } from './quiet-disk.ts';
import type { ResticOptions } from './restic-options.ts';
import type { Workshop } from './workshop.ts';

/** The same work done by both. */
export interface Side {
  readonly holdfast: JobTime;
  readonly bareMs: number;
}

export interface Round {
  readonly first: Side;
  readonly unchanged: Side;
  readonly restore: Side;
  readonly others: readonly OtherFigure[];
}

export interface RoundRequest {
  readonly name: string;
  /** From 1. In odd rounds Holdfast goes first, in even ones restic. */
  readonly number: number;
  readonly data: string;
  readonly totals: Totals;
  readonly options: ResticOptions;
  readonly tell: (line: string) => void;
}

/** One round with a vault and a repository of its own; all of it is removed again. */
export async function measureRound(workshop: Workshop, request: RoundRequest): Promise<Round> {
  const { signal, folder } = workshop;
  const bareFolder = join(folder, 'bare');
  try {
    await using vault = await openVault(workshop, `${request.name} ${request.number}`, request.data);
    const bare = await BareRestic.make(bareFolder, workshop.tiny.folder, signal);
    const round = { ...request, workshop, vault, bare };
    const first = await backUp(round, 'first backup');
    const unchanged = await backUp(round, 'unchanged backup');
    const { durable, ...restore } = await restoreBoth(round, unchanged);
    const others = await timeOtherPrograms({ data: request.data, folder, signal });
    for (const other of others) request.tell(`${other.name} ${inMs(other.ms)}`);
    return { first, unchanged, restore, others: [durable, ...others] };
  } finally {
    await rm(bareFolder, { recursive: true, force: true });
  }
}

interface RunningRound extends RoundRequest {
  readonly workshop: Workshop;
  readonly vault: HoldfastVault;
  readonly bare: BareRestic;
}

async function backUp(round: RunningRound, what: string) {
  const { data, vault, bare, options, workshop } = round;
  const [holdfast, alone] = await inTurn(round.number, {
    holdfast: async () => {
      await quietDisk([data, vault.repository], workshop.signal);
      return vault.backup();
    },
    bare: async () => {
      await quietDisk([data, bare.repository], workshop.signal);
      return bare.backup(data, options.of('backup'));
    },
  });
  round.tell(`${what}: Holdfast ${inMs(holdfast.ms)}, restic ${inMs(alone.ms)}`);
  return { holdfast, bareMs: alone.ms, pointId: holdfast.pointId, snapshotId: alone.snapshotId };
}

/** Both targets stay until both were measured: what a deletion leaves the disk to do is no part of a restore. */
async function restoreBoth(round: RunningRound, from: { pointId: string; snapshotId: string }) {
  const { world, folder } = round.workshop;
  const targets = { holdfast: join(world.data, 'restored'), bare: join(folder, 'restored') };
  try {
    return await restoreInto(targets, round, from);
  } finally {
    await Promise.all(Object.values(targets).map((target) => rm(target, { recursive: true, force: true })));
  }
}

async function restoreInto(
  targets: { holdfast: string; bare: string },
  round: RunningRound,
  from: { pointId: string; snapshotId: string },
) {
  const { vault, bare, options, workshop, totals } = round;
  const { signal } = workshop;
  const [holdfast, alone] = await inTurn(round.number, {
    holdfast: async () => {
      await quietDisk([vault.repository], signal);
      const time = await vault.restore(from.pointId, targets.holdfast);
      await expectRestored(targets.holdfast, totals);
      return time;
    },
    bare: async () => {
      await quietDisk([bare.repository], signal);
      const ms = await bare.restore(from.snapshotId, targets.bare, options.of('restore'));
      const flushMs = await flush([targets.bare], signal);
      await expectRestored(targets.bare, totals);
      return { ms, flushMs };
    },
  });
  const onDisk = alone.ms + alone.flushMs;
  round.tell(`restore: Holdfast ${inMs(holdfast.ms)}, restic ${inMs(alone.ms)}, on the disk after ${inMs(onDisk)}`);
  const durable: OtherFigure = { name: 'restic restore && sync -f', ms: onDisk, bytes: null };
  return { holdfast, bareMs: alone.ms, durable };
}

/** Both, the first of them by turns, so that what drifts meanwhile weighs on both. */
async function inTurn<H, B>(
  number: number,
  both: { holdfast: () => Promise<H>; bare: () => Promise<B> },
): Promise<[H, B]> {
  if (number % 2 === 1) return [await both.holdfast(), await both.bare()];
  const bare = await both.bare();
  return [await both.holdfast(), bare];
}

/** @throws Error when what was restored is not all that was backed up */
async function expectRestored(target: string, expected: Totals): Promise<void> {
  const restored = await totalsOf(target);
  if (restored.files !== expected.files || restored.bytes !== expected.bytes) {
    throw new Error(`restored were ${restored.files} files of ${restored.bytes} bytes, not all`);
  }
}

function inMs(ms: number): string {
  return `${Math.round(ms).toLocaleString('en-US')} ms`;
}
