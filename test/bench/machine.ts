import { arch, availableParallelism, cpus, release, totalmem } from 'node:os';
import { formatVersion } from '@holdfast/worker/vault/version';
import type { Restic } from '@holdfast/worker/vault/find';
import type { World } from '../kit/world.ts';

/** On what it ran. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly kernel: string;
  readonly node: string;
  readonly restic: string;
  readonly postgres: string;
}

export async function describeMachine(world: World, restic: Restic): Promise<Machine> {
  const [shown] = await world.store.sql<{ server_version: string }[]>`show server_version`;
  return {
    cores: availableParallelism(),
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'} (${arch()})`,
    memoryBytes: totalmem(),
    kernel: release(),
    node: process.versions.node,
    restic: formatVersion(restic.version),
    postgres: shown?.server_version ?? 'unknown',
  };
}
