import { eq } from 'drizzle-orm';
import { NOW } from '../../schema/columns.ts';
import { workers } from '../../schema/index.ts';
import type { Services } from '../context.ts';

/** Marks a worker that ends by itself, so that nobody takes it for lost. */
export async function stopWorker(services: Services, workerId: string): Promise<void> {
  await services.db.update(workers).set({ stoppedAt: NOW, heartbeatAt: NOW }).where(eq(workers.id, workerId));
}
