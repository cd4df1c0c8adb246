import type { SourceConfig, SourceKind } from '@holdfast/db/sources/index';
import type { WorkerSettings } from '../worker.ts';
import type { Driver } from './driver.ts';
import { filesDriver } from './files/driver.ts';

/** Every driver there is, by kind: a kind without one does not compile. */
export function drivers(settings: WorkerSettings): Record<SourceKind, Driver<SourceConfig>> {
  return { FILES: filesDriver(settings) };
}
