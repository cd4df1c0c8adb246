import { newId, type Id } from '../../domain/ids.ts';
import { workers } from '../../schema/index.ts';
import type { Services } from '../context.ts';

/** What tells one worker process from every other one, also after it died. */
export interface ProcessIdentity {
  readonly hostId: string;
  readonly pid: number;
  readonly pidStart: string;
}

/** Enters a worker that has just started. */
export async function registerWorker(
  services: Services,
  worker: ProcessIdentity & { siteId: string },
): Promise<Id<'worker'>> {
  const id = newId('worker', services.clock.now());
  await services.db.insert(workers).values({ id, ...worker });
  return id;
}
