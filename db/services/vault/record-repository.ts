import { and, eq, isNull } from 'drizzle-orm';
import { NOW } from '../../schema/columns.ts';
import { repositories } from '../../schema/index.ts';
import type { Services } from '../context.ts';

/**
 * Remembers that a repository was made, under the engine's own id. From then on it is never made anew: were its disk not
 * mounted, an empty repository would take the place of the one that has everything. The first id stays.
 */
export async function recordRepository(
  services: Services,
  repository: { id: string; engineId: string },
): Promise<void> {
  await services.db
    .update(repositories)
    .set({ engineId: repository.engineId, initialisedAt: NOW })
    .where(and(eq(repositories.id, repository.id), isNull(repositories.engineId)));
}
